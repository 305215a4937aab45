// What a file of ours is, and what stands in it: for `equipoise inspect`.
//
// Most of our files are one value in its canonical encoding and carry no mark, so a file is what it
// reads as: every kind is tried, strictly, and one that only its length speaks for says so.
// Nothing is verified here, and nothing is opened that lies under a passphrase or a seal.
#pragma once

#include <string>
#include <vector>

#include "eq/base/described.h"

namespace eq::inspect {

/// How sure it is that the bytes are that.
enum class Sure {
  by_form,    // nothing else would read so
  by_length,  // any bytes of this length would
};

struct Reading {
  std::string kind;  // one word: "realm"
  std::string what;  // "the constitution of a realm"
  Described value;
  Sure sure = Sure::by_form;
};

/// Every kind that these bytes read as, the surest first; empty if they are none of ours.
std::vector<Reading> readings(View file);
/// As a Merkle tile of a log or a party's state: these say nothing of themselves, and are known by
/// where they lie.
std::optional<Reading> tile(View file);
/// What may be said of a state without its owner's command: whose it is, its version, its size.
/// @param role  of the home in which it lies
Reading state_header(View file, std::string_view role);

/// All kinds that readings() knows.
std::vector<std::string> kinds();

}  // namespace eq::inspect
