// The two loops an index spends its time in, in the widest form this machine offers.
//
// A linear search need not read whole hashes.  Differing bits among the first 96 are at most those
// among all 256, so an entry whose first 96 bits ("lead") differ in more than the bound is out; of
// random hashes 0.04 % are not.  Leads are stored apart, in blocks of 16 entries: 16 words of 32
// bits with the first 32 bits of each, then the second, then the third.  Everything is
// little-endian.
#pragma once

#include <vector>

#include "eq/phash/distance.h"

namespace eq::phash {

constexpr std::size_t kRowBytes = 32;     // a whole hash
constexpr std::size_t kLeadEntries = 16;  // a block of leads
constexpr std::size_t kLeadBytes = 192;
/// Bytes of leads for n entries; the last block is padded.
constexpr std::size_t lead_bytes(std::size_t n) {
  return (n + kLeadEntries - 1) / kLeadEntries * kLeadBytes;
}

/// Write the lead of entry i into its block.
void put_lead(std::uint8_t* leads, std::size_t i, const Hash& hash);

/// One implementation of the loops; all give the same answers.  Promise PHA-8.
struct Sweep {
  const char* name;
  /// Appends i for each of entries first .. last-1 whose lead differs from the needle's in at most
  /// `distance_max` bits, ascending.  `first` is a multiple of 16.
  void (*leads_var)(const std::uint8_t* leads, std::size_t first, std::size_t last,
                    const Hash& needle, int distance_max, std::vector<std::uint32_t>& out);
  /// Appends a hit for each listed row (all must exist) within the bound, in the order listed.
  void (*rows_var)(const std::uint8_t* rows, std::span<const std::uint32_t> at, const Hash& needle,
                   int distance_max, std::vector<Hit>& out);
};

/// Those this machine can run, the fastest first; the last runs everywhere.
std::span<const Sweep> sweeps();

/// Exact linear search over n entries, hits appended in order.
void sweep_var(const Sweep& sweep, const std::uint8_t* leads, const std::uint8_t* rows,
               std::size_t n, const Hash& needle, int distance_max, std::vector<Hit>& out);

}  // namespace eq::phash
