"""Looking for faults in the built HTML, and taking out the white space that templates leave."""
