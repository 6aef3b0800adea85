-- Starts Python for a click on a Mac, outside Excel's sandbox. "pars addin install" writes in which Python it is.
-- Python talks to Excel while it works, so Excel must not wait for it: hence the ampersand at the end of the line.
property interpreter : "@INTERPRETER@"

on RunPars(parameters)
	set {commandName, built, workbookName} to TextItems(parameters)
	set python to quoted form of interpreter & " -P -B -u -W ignore -m addin.mac " & quoted form of commandName & " " & quoted form of built & " " & quoted form of workbookName
	set sorry to quoted form of "display alert \"PARS Batch could not start Python.\" message \"Quit Excel, run pars addin install again, and look into the file ~/Library/Logs/pars-batch/start.log if it does not help.\""
	do shell script "mkdir -p ~/Library/Logs/pars-batch; (" & python & " 2> ~/Library/Logs/pars-batch/start.log || osascript -e " & sorry & ") > /dev/null 2>&1 &"
	return ""
end RunPars

on TextItems(parameters)
	set usual to AppleScript's text item delimiters
	set AppleScript's text item delimiters to (character id 31)
	set found to text items of parameters
	set AppleScript's text item delimiters to usual
	return found
end TextItems
