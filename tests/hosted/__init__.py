"""What can be tried only on Windows and on macOS, without Excel: run by .github/workflows/excel-side.yml."""
