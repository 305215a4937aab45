// Internal to this room: what its sources share about libsodium.
#pragma once

namespace eq::crypto::backend {

/// Must run before the first use of libsodium: it chooses the fastest code for this processor.
/// Cheap after the first time; thread-safe.
void init_sodium();

}  // namespace eq::crypto::backend
