// The first file of this target is being written.
