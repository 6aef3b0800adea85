Attribute VB_Name = "Ribbon"
Option Explicit

' The buttons of the PARS tab. The tag of a button names a command of addin/ribbon.py. On Windows the command goes step
' by step: Python works and returns, and what it wants to say or ask is shown here, while nothing waits for it. So Excel
' never waits long for Python, Esc works between two steps, and the settings of Excel come back even if Python ends.

Private Const ESC_PRESSED As Long = 18  ' the error of Esc, while EnableCancelKey is xlErrorHandler
Private clearAt As Date  ' when the status bar is to be cleared, 0 for never

Public Sub ParsRun(control As IRibbonControl)
    #If Mac Then
        On Error GoTo Failed
        StartOnMac control.Tag, BuiltWith()
        Exit Sub
Failed:
        Say "failed", CouldNotStart(Err.Description)
    #Else
        RunCommand control.Tag
    #End If
End Sub

Public Sub ParsUndo()
    ' What Undo in Excel runs after Validate.
    #If Not Mac Then
        RunCommand "undo_validate"
    #End If
End Sub

Public Sub ParsClearStatusBar()
    clearAt = 0
    Application.StatusBar = False
End Sub

#If Not Mac Then

Private Sub RunCommand(ByVal commandName As String)
    Dim calculation As Long, reply As Variant, trouble As Long, words As String
    calculation = CalculationNow()
    On Error GoTo Failed
    Application.EnableCancelKey = xlErrorHandler
    reply = ReplyTo("begin", commandName, BuiltWith())
    Do While IsStep(reply(0))
        reply = ReplyTo("go_on", AnswerTo(reply), "")
    Loop
    Settle calculation
    Say reply(0), reply(1)
    OfferUndo reply(2)
    Exit Sub
Failed:
    Application.EnableCancelKey = xlDisabled
    trouble = Err.Number
    words = Err.Description
    Resume Finish
Finish:
    On Error GoTo 0
    If trouble = ESC_PRESSED Then reply = ReplyToStop()
    Settle calculation
    If trouble = ESC_PRESSED Then
        Say reply(0), reply(1)
        OfferUndo reply(2)
    Else
        Say "failed", CouldNotStart(words)
    End If
End Sub

Private Function ReplyTo(ByVal what As String, ByVal first As String, ByVal second As String) As Variant
    ' Always three texts: the kind of the reply, its words, and one more thing.
    ReplyTo = Split(AskPython(what, first, second) & Chr(31) & Chr(31), Chr(31))
End Function

Private Function IsStep(ByVal kind As String) As Boolean
    IsStep = (kind = "working" Or kind = "writing" Or kind = "where" Or kind = "which" Or kind = "question")
End Function

Private Function AnswerTo(ByVal reply As Variant) As String
    Dim chosen As Variant
    Select Case reply(0)
    Case "working"
        Application.StatusBar = reply(1)
    Case "writing"
        Application.StatusBar = reply(1)
        Application.ScreenUpdating = False
        If Not ActiveWorkbook Is Nothing Then Application.Calculation = xlCalculationManual
    Case "where"
        Application.ScreenUpdating = True
        chosen = Application.GetSaveAsFilename(reply(1), reply(2))
        If VarType(chosen) = vbString Then AnswerTo = chosen
    Case "which"
        Application.ScreenUpdating = True
        chosen = Application.GetOpenFilename(reply(2), 1, reply(1))
        If VarType(chosen) = vbString Then AnswerTo = chosen
    Case "question"
        Application.ScreenUpdating = True
        If MsgBox(reply(1), vbYesNo + vbQuestion, "PARS") = vbYes Then AnswerTo = "yes"
    End Select
End Function

Private Function CalculationNow() As Long
    ' Excel has no answer while no workbook is open.
    CalculationNow = xlCalculationAutomatic
    On Error Resume Next
    CalculationNow = Application.Calculation
End Function

Private Sub Settle(ByVal calculation As Long)
    ' From here on Esc only closes a box; Excel sets this back by itself when the macro has ended.
    On Error Resume Next
    Application.EnableCancelKey = xlDisabled
    Application.StatusBar = False
    Application.ScreenUpdating = True
    If Application.Calculation <> calculation Then Application.Calculation = calculation
End Sub

Private Sub OfferUndo(ByVal words As String)
    ' Excel takes this only from the last thing that a macro does; where it does not, Clear marks does the same.
    On Error Resume Next
    If words <> "" Then Application.OnUndo words, "'" & ThisWorkbook.Name & "'!ParsUndo"
End Sub

Private Function ReplyToStop() As Variant
    ' Python knows whether there was still something to stop; if not, these are the last words of the command.
    ReplyToStop = Array("told", "Stopped.", "")
    On Error Resume Next
    ReplyToStop = ReplyTo("stop", "", "")
End Function

#End If

Private Sub Say(ByVal kind As String, ByVal words As String)
    Select Case kind
    Case "failed"
        MsgBox words, vbExclamation, "PARS"
    Case "quiet"
        Application.StatusBar = words
        ClearStatusBarLater
    Case Else
        If words <> "" Then MsgBox words, vbInformation, "PARS"
    End Select
End Sub

Private Sub ClearStatusBarLater()
    Dim macro As String
    macro = "'" & ThisWorkbook.Name & "'!ParsClearStatusBar"
    On Error Resume Next
    If clearAt <> 0 Then Application.OnTime clearAt, macro, , False
    clearAt = Now + TimeSerial(0, 1, 0)
    Application.OnTime clearAt, macro
End Sub

Private Function BuiltWith() As String
    BuiltWith = PARS_BATCH_VERSION & " " & XLWINGS_VERSION
End Function

Private Function CouldNotStart(ByVal reason As String) As String
    CouldNotStart = "PARS Batch could not start Python. Close Excel, run ""pars addin install"" again, and send this text if it does not help:" _
        & vbNewLine & vbNewLine & Left$(reason, 600)
End Function
