// For binary_test.cpp: libsodium as it was before its point check was mended, to be loaded in front
// of the real one.
extern "C" int crypto_core_ed25519_is_valid_point(const unsigned char*) { return 1; }
