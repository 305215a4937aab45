// Whether a disk has room for what is to be written, asked before it is: on a full disk the server
// beside it answers nothing.
#pragma once

#include <cstdint>
#include <string>

namespace eq::server {

/// What a store takes on its disk, with what waits beside it; 0 if there is none.
std::uint64_t store_bytes(const std::string& store);
/// @param bytes  to be written; somewhat more must be free, for others write meanwhile
/// @return empty, also where nobody can say; or a sentence that says what is missing
std::string lacks_room(const std::string& folder, std::uint64_t bytes);
/// Whether both are on one disk.
bool share_a_disk(const std::string& folder, const std::string& other);

}  // namespace eq::server
