"""What a chapter of the course needs beside reports: sums, exercises, quoted figures, links."""
