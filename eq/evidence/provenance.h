// Where a package comes from, for tools that read CASE: investigative actions, authorisation and
// provenance record as JSON-LD.  spec/evidence.md section 7.  Internal to this room, like layout.h.
#pragma once

#include "eq/evidence/package.h"

namespace eq::evidence {

/// data/provenance.jsonld: the same bytes for the same contents, so that a verifier makes it again
/// and compares.
/// @param payload  every item below data/ but this one and the cover; each becomes a file with its
///     SHA-256
std::string provenance(const Items& payload, const Facts& facts, const Contents& contents);

}  // namespace eq::evidence
