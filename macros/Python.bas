Attribute VB_Name = "Python"
Option Explicit

' From Excel to Python. On Windows a library of xlwings starts one Python, which stays until Excel is closed; on a Mac
' an AppleScript starts one for each click.
'
' The part for Windows is taken from xlwings 0.37.8 (xlwings_custom_addin.bas) and changed: only what this add-in needs
' is left, settings come from the user's own file alone, and what starts Python names no workbook.

'xlwings is distributed under a BSD 3-clause license.
'
'Copyright (C) 2014-present, Zoomer Analytics LLC.
'All rights reserved.
'
'Redistribution and use in source and binary forms, with or without modification,
'are permitted provided that the following conditions are met:
'
'* Redistributions of source code must retain the above copyright notice, this
'  list of conditions and the following disclaimer.
'
'* Redistributions in binary form must reproduce the above copyright notice, this
'  list of conditions and the following disclaimer in the documentation and/or
'  other materials provided with the distribution.
'
'* Neither the name of the copyright holder nor the names of its
'  contributors may be used to endorse or promote products derived from
'  this software without specific prior written permission.
'
'THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
'ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
'WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
'DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR
'ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
'(INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
'LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON
'ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
'(INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
'SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

Public Const XLWINGS_VERSION As String = "0.37.8"

Private Const PROJECT As String = "pars-batch"

#If Not Mac Then
    #If Win64 Then
        Private Const LIBRARY As String = "xlwings64-0.37.8.dll"
        Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
    #Else
        Private Const LIBRARY As String = "xlwings32-0.37.8.dll"
        Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-0.37.8.dll" (ByRef Result As Variant, Optional ByVal Config As String = "", Optional ByVal mode As Long = 1) As Long
    #End If
    Private Declare PtrSafe Function LoadLibrary Lib "KERNEL32" Alias "LoadLibraryA" (ByVal lpLibFileName As String) As LongPtr
#End If

#If Mac Then

Public Sub StartOnMac(ByVal commandName As String, ByVal built As String)
    ' Python talks to Excel by itself, so this must not wait for it.
    Dim workbookName As String
    If Not ActiveWorkbook Is Nothing Then workbookName = ActiveWorkbook.Name
    AppleScriptTask PROJECT & ".applescript", "RunPars", Join(Array(commandName, built, workbookName), Chr(31))
End Sub

#Else

Public Function AskPython(ByVal what As String, ByVal first As String, ByVal second As String) As String
    ' One step of a command: a function of addin/bridge.py and what it answers.
    AskPython = XLPy.Str(XLPy.Call(XLPy.Module("addin.bridge"), what, XLPy.Tuple(Application, first, second)))
End Function

Public Function XLPy() As Object
    Dim answer As Variant
    LoadServerLibrary
    If XLPyDLLActivateAuto(answer, ServerCommand(), 1) <> 0 Then Err.Raise vbObjectError + 513, "PARS", CStr(answer)
    Set XLPy = answer
End Function

Public Function ServerCommand() As String
    ' The library keeps one Python for each command line, so it must be the same for every workbook.
    ' -P: a file beside a workbook, or in the folder that was last opened, is no module.
    ' cmd.exe wants quotation marks around the path and around the whole, and is named in full, since Windows would take
    ' one from the current folder first.
    ServerCommand = Environ("SystemRoot") & "\System32\cmd.exe /K """"" & Interpreter() & """ -P -B -c ""import xlwings; xlwings.serve('$(CLSID)')"""""
End Function

Private Sub LoadServerLibrary()
    Dim folder As String
    folder = ParentFolder(Interpreter())
    ' In an environment of its own the library lies one folder up.
    If LoadLibrary(folder & "\" & LIBRARY) = 0 Then
        If LoadLibrary(ParentFolder(folder) & "\" & LIBRARY) = 0 Then
            Err.Raise vbObjectError + 514, "PARS", LIBRARY & " is neither in " & folder & " nor in the folder above it."
        End If
    End If
End Sub

Private Function Interpreter() As String
    Static known As String
    If known = "" Then known = Expanded(Setting("INTERPRETER_WIN"))
    Interpreter = known
    If Interpreter = "" Then Err.Raise vbObjectError + 515, "PARS", "The file " & SettingsFile() & " does not say where Python is."
End Function

Private Function SettingsFile() As String
    SettingsFile = Environ("USERPROFILE") & "\." & PROJECT & "\" & PROJECT & ".conf"
End Function

Private Function Setting(ByVal wanted As String) As String
    Dim handle As Integer, found As String, content As String
    If Dir(SettingsFile()) = "" Then Exit Function
    handle = FreeFile
    Open SettingsFile() For Input As #handle
    Do While Not EOF(handle)
        Input #handle, found, content
        If StrComp(found, wanted, vbTextCompare) = 0 Then
            Setting = content
            Exit Do
        End If
    Loop
    Close #handle
End Function

Private Function Expanded(ByVal text As String) As String
    ' %USERPROFILE% and the like, so that one settings file serves a whole office; any other % stays, as in Windows.
    Dim parts() As String, index As Long, value As String
    If text = "" Then Exit Function
    parts = Split(text, "%")
    Expanded = parts(0)
    index = 1
    Do While index <= UBound(parts)
        value = ""
        If index < UBound(parts) And parts(index) <> "" Then value = Environ(parts(index))
        If value = "" Then
            Expanded = Expanded & "%" & parts(index)
            index = index + 1
        Else
            Expanded = Expanded & value & parts(index + 1)
            index = index + 2
        End If
    Loop
End Function

Private Function ParentFolder(ByVal place As String) As String
    ParentFolder = Left$(place, InStrRev(place, "\") - 1)
End Function

#End If
