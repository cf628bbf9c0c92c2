SOURCED=three
