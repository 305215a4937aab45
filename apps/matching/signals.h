// What this room takes from the formats of exchanges, by the names that it uses.
#pragma once

#include "apps/exchange/json_in.h"
#include "apps/exchange/page.h"
#include "apps/exchange/plain_text.h"
#include "apps/matching/answer.h"

namespace eq::matching {

using exchange::decode_page;
using exchange::FileSignals;
using exchange::is_plain_text;
using exchange::is_telling;
using exchange::Json;
using exchange::Kind;
using exchange::kPageSizeMax;
using exchange::Members;
using exchange::Page;
using exchange::parse_signal;
using exchange::pdq_of;
using exchange::read_object;
using exchange::Record;
using exchange::Signal;
using exchange::signal_of;
using exchange::to_text;

}  // namespace eq::matching
