"""What an office has already, on its way into a new workbook: XML of this standard, lists of an LMS, older layouts."""
