Attribute VB_Name = "Functions"
' Written from addin.functions by addin/wrappers.py: change the Python functions, then run: python -m addin.wrappers
#Const App = "Microsoft Excel"

Function PARS_CATALOG()
Attribute PARS_CATALOG.VB_Description = "Says which version of the lists is at work, and whether your organization has added its own."
    #If Mac Then
        PARS_CATALOG = "PARS_ functions need Excel for Windows"
        Exit Function
    #Else
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PARS_CATALOG = XLPy.CallUDF("addin.functions", "PARS_CATALOG", Array(), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        PARS_CATALOG = XLPy.CallUDF("addin.functions", "PARS_CATALOG", Array())
        Exit Function
    #End If
failed:
    PARS_CATALOG = Err.Description
    #End If
End Function

Function PARS_CHECK(table)
Attribute PARS_CHECK.VB_Description = "Says for each row of a table what is wrong or missing in it, below the word Check. What only other sheets can show is left to Validate."
    #If Mac Then
        PARS_CHECK = "PARS_ functions need Excel for Windows"
        Exit Function
    #Else
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PARS_CHECK = XLPy.CallUDF("addin.functions", "PARS_CHECK", Array(table, Nothing), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        PARS_CHECK = XLPy.CallUDF("addin.functions", "PARS_CHECK", Array(table, Nothing))
        Exit Function
    #End If
failed:
    PARS_CHECK = Err.Description
    #End If
End Function

Function PARS_CREDIT_TYPES(board)
Attribute PARS_CREDIT_TYPES.VB_Description = "Lists the MOC/CC credit types of a board."
    #If Mac Then
        PARS_CREDIT_TYPES = "PARS_ functions need Excel for Windows"
        Exit Function
    #Else
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PARS_CREDIT_TYPES = XLPy.CallUDF("addin.functions", "PARS_CREDIT_TYPES", Array(board), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        PARS_CREDIT_TYPES = XLPy.CallUDF("addin.functions", "PARS_CREDIT_TYPES", Array(board))
        Exit Function
    #End If
failed:
    PARS_CREDIT_TYPES = Err.Description
    #End If
End Function

Function PARS_MISSING(activity_id, program, activities, Optional moc, Optional rems, Optional support)
Attribute PARS_MISSING.VB_Description = "Says what a program still needs for an activity, as the Readiness sheet does. A dash: the activity does not ask for that program."
    #If Mac Then
        PARS_MISSING = "PARS_ functions need Excel for Windows"
        Exit Function
    #Else
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PARS_MISSING = XLPy.CallUDF("addin.functions", "PARS_MISSING", Array(activity_id, program, activities, moc, rems, support, Nothing), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        PARS_MISSING = XLPy.CallUDF("addin.functions", "PARS_MISSING", Array(activity_id, program, activities, moc, rems, support, Nothing))
        Exit Function
    #End If
failed:
    PARS_MISSING = Err.Description
    #End If
End Function

Function PARS_POINTS_OK(points, credits)
Attribute PARS_POINTS_OK.VB_Description = "Says OK, or why PARS would refuse these MOC points for an activity with these credits."
    #If Mac Then
        PARS_POINTS_OK = "PARS_ functions need Excel for Windows"
        Exit Function
    #Else
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PARS_POINTS_OK = XLPy.CallUDF("addin.functions", "PARS_POINTS_OK", Array(points, credits), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        PARS_POINTS_OK = XLPy.CallUDF("addin.functions", "PARS_POINTS_OK", Array(points, credits))
        Exit Function
    #End If
failed:
    PARS_POINTS_OK = Err.Description
    #End If
End Function

Function PARS_PRACTICE_AREAS(board)
Attribute PARS_PRACTICE_AREAS.VB_Description = "Lists the practice areas of a board."
    #If Mac Then
        PARS_PRACTICE_AREAS = "PARS_ functions need Excel for Windows"
        Exit Function
    #Else
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PARS_PRACTICE_AREAS = XLPy.CallUDF("addin.functions", "PARS_PRACTICE_AREAS", Array(board), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        PARS_PRACTICE_AREAS = XLPy.CallUDF("addin.functions", "PARS_PRACTICE_AREAS", Array(board))
        Exit Function
    #End If
failed:
    PARS_PRACTICE_AREAS = Err.Description
    #End If
End Function

Function PARS_STATUS(activity_id, activities, Optional moc, Optional rems, Optional support)
Attribute PARS_STATUS.VB_Description = "Says what PARS would show for an activity after the upload: Will not save, Draft, Active, Ready to Close, Closed or To be deleted."
    #If Mac Then
        PARS_STATUS = "PARS_ functions need Excel for Windows"
        Exit Function
    #Else
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PARS_STATUS = XLPy.CallUDF("addin.functions", "PARS_STATUS", Array(activity_id, activities, moc, rems, support, Nothing), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        PARS_STATUS = XLPy.CallUDF("addin.functions", "PARS_STATUS", Array(activity_id, activities, moc, rems, support, Nothing))
        Exit Function
    #End If
failed:
    PARS_STATUS = Err.Description
    #End If
End Function

Public Sub DescribeFunctions()
    ' Help for the function wizard. Excel may refuse it for a hidden add-in; the descriptions above then remain.
    On Error Resume Next
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!PARS_CATALOG", Category:="PARS", _
        Description:="Says which version of the lists is at work, and whether your organization has added its own."
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!PARS_CHECK", Category:="PARS", _
        Description:="Says for each row of a table what is wrong or missing in it, below the word Check. What only other sheets can show is left to Validate.", ArgumentDescriptions:=Array( _
        "A table with its header row: Activities, MOC, REMS or Support, as in T_Activities[#All].")
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!PARS_CREDIT_TYPES", Category:="PARS", _
        Description:="Lists the MOC/CC credit types of a board.", ArgumentDescriptions:=Array( _
        "The code of a board, such as ABIM.")
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!PARS_MISSING", Category:="PARS", _
        Description:="Says what a program still needs for an activity, as the Readiness sheet does. A dash: the activity does not ask for that program.", ArgumentDescriptions:=Array( _
        "A provider activity ID, or a column of them.", _
        "A board such as ABIM, a REMS program, or MIPS.", _
        "The Activities table with its header row, as in T_Activities[#All].", _
        "The MOC table with its header row; may be left out.", _
        "The REMS table with its header row; may be left out.", _
        "The Support table with its header row; may be left out.")
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!PARS_POINTS_OK", Category:="PARS", _
        Description:="Says OK, or why PARS would refuse these MOC points for an activity with these credits.", ArgumentDescriptions:=Array( _
        "MOC points, or a column of them.", _
        "The credits of the activity, or a column of as many.")
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!PARS_PRACTICE_AREAS", Category:="PARS", _
        Description:="Lists the practice areas of a board.", ArgumentDescriptions:=Array( _
        "The code of a board, such as ABIM.")
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!PARS_STATUS", Category:="PARS", _
        Description:="Says what PARS would show for an activity after the upload: Will not save, Draft, Active, Ready to Close, Closed or To be deleted.", ArgumentDescriptions:=Array( _
        "A provider activity ID, or a column of them.", _
        "The Activities table with its header row, as in T_Activities[#All].", _
        "The MOC table with its header row; may be left out.", _
        "The REMS table with its header row; may be left out.", _
        "The Support table with its header row; may be left out.")
    ThisWorkbook.Saved = True
End Sub
