Attribute VB_Name = "Ribbon"
Option Explicit

' Each button of the PARS tab runs one command of addin/ribbon.py on the active workbook.

Public Sub ParsNewBatch(control As IRibbonControl)
    RunAnywhere "from addin import ribbon; ribbon.new_batch()"
End Sub

Public Sub ParsValidate(control As IRibbonControl)
    RunOnBatch "from addin import ribbon; ribbon.validate()"
End Sub

Public Sub ParsNextFinding(control As IRibbonControl)
    RunOnBatch "from addin import ribbon; ribbon.next_finding()"
End Sub

Public Sub ParsClearMarks(control As IRibbonControl)
    RunOnBatch "from addin import ribbon; ribbon.clear_marks()"
End Sub

Public Sub ParsRepair(control As IRibbonControl)
    RunOnBatch "from addin import ribbon; ribbon.repair()"
End Sub

Public Sub ParsExportXml(control As IRibbonControl)
    RunOnBatch "from addin import ribbon; ribbon.export_xml()"
End Sub

Public Sub ParsExportComplete(control As IRibbonControl)
    RunOnBatch "from addin import ribbon; ribbon.export_complete()"
End Sub

Public Sub ParsOpenReceipt(control As IRibbonControl)
    RunOnBatch "from addin import ribbon; ribbon.open_receipt()"
End Sub

Public Sub ParsRuleBook(control As IRibbonControl)
    RunAnywhere "from addin import ribbon; ribbon.rule_book()"
End Sub

Public Sub ParsAbout(control As IRibbonControl)
    RunAnywhere "from addin import ribbon; ribbon.about(built_pars_batch='" & PARS_BATCH_VERSION & "', built_xlwings='" & BUILT_WITH_XLWINGS & "')"
End Sub

Private Sub RunOnBatch(ByVal pythonCommand As String)
    If ActiveWorkbook Is Nothing Then
        MsgBox "Open a batch workbook first. If it is open in Protected View, click Enable Editing and try again.", vbInformation, "PARS"
    Else
        RunSafely pythonCommand
    End If
End Sub

Private Sub RunAnywhere(ByVal pythonCommand As String)
    ' RunPython itself needs a workbook, even where the command does not.
    If ActiveWorkbook Is Nothing Then Workbooks.Add
    RunSafely pythonCommand
End Sub

Private Sub RunSafely(ByVal pythonCommand As String)
    On Error GoTo Failed
    RunPython pythonCommand
    Exit Sub
Failed:
    MsgBox "PARS Batch could not start Python. Close Excel, run ""pars addin install"" again, and send this text if it does not help:" _
        & vbNewLine & vbNewLine & Err.Description, vbExclamation, "PARS"
End Sub
