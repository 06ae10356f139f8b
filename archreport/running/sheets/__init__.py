"""Contact sheets: feature maps and filters as pictures, drawn while the network goes on."""
