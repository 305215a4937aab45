// /hash, /compare, /lookup, /index/status: what something is known by, and whether it is in a bank.
#include <array>

#include "apps/matching/api.h"
#include "eq/phash/distance.h"

namespace eq::matching {
namespace {

constexpr std::size_t kSignalTextMax = 64;
constexpr std::array<std::string_view, phash::kTurns> kTurnNames = {
    "none", "rotate90", "rotate180", "rotate270", "flip_x", "flip_y", "flip_plus1", "flip_minus1"};

std::string why_no_picture(Err e) {
  switch (e) {
    case Err::unsupported: return "not a JPEG, PNG or WebP, or an animation";
    case Err::too_large: return "above 16384 pixels a side or 40 million in all";
    case Err::exhausted: return "decoding it took too much time or memory";
    default: return "damaged";
  }
}

/// What is searched: exact digests always, the picture if it has enough edges.
OutJson json_of(const FileSignals& f) {
  OutJson all = OutJson::array();
  if (f.picture)
    all.push_back({{"signal_type", "pdq"},
                   {"signal", f.picture->hash.hex()},
                   {"quality", f.picture->quality},
                   {"meaningful", f.picture->is_meaningful()}});
  for (const auto& s : f.exact())
    all.push_back({{"signal_type", to_text(s.kind)}, {"signal", hex(s.value)}});
  OutJson j{{"signals", std::move(all)}};
  if (!f.picture)
    j["no_pdq_because"] = why_no_picture(f.why_no_picture);
  else if (!f.picture->is_meaningful())
    j["warning"] = "its quality is below " + std::to_string(phash::kQualityMin) +
                   ": too few edges for the PDQ hash to mean anything";
  return j;
}

OutJson json_of(const Match& m) {
  OutJson j = json_of(m.entry);
  j["distance"] = m.distance;
  if (m.turn != phash::Turn::none) j["turn"] = kTurnNames[static_cast<std::size_t>(m.turn)];
  return j;
}

OutJson json_of(const Found& found) {
  OutJson all = OutJson::array();
  for (const auto& m : found.matches) all.push_back(json_of(m));
  return all;
}

void describe_search(OutJson& j, const Library& library, bool truncated) {
  if (truncated)
    j["truncated"] = "more than " + std::to_string(kMatchesMax) + " match; the nearest are shown";
  j["pdq"] = {{"distance_max", phash::kSamePictureDistance}, {"quality_min", phash::kQualityMin}};
  j["change"] = library.standing().change;
}

Result<OutJson, ApiRefusal> compare_two(const std::string& kind, const Json& pair) {
  if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string())
    return ApiRefusal{400, "\"" + kind + "\" is no list of two signals",
                      "Send {\"pdq\": [\"HASH\", \"HASH\"]}."};
  const auto a = TRY(parse_signal(kind, pair[0].get<std::string>())),
             b = TRY(parse_signal(kind, pair[1].get<std::string>()));
  if (a.kind != Kind::pdq) return OutJson{{"match", a == b}};
  const int d = phash::distance(pdq_of(a), pdq_of(b));
  return OutJson{{"match", d <= phash::kSamePictureDistance},
                 {"distance", d},
                 {"distance_max", phash::kSamePictureDistance}};
}

}  // namespace

Result<OutJson, ApiRefusal> Api::health(const Call& call) {
  TRY(call.check_query({}));
  const std::lock_guard lock(mutex_);
  library_.catch_up();
  if (failing_) {
    library_.check_writable();  // reading works on a full disk, too
    failing_ = false;
    if (options_.on_trouble) options_.on_trouble("");
  }
  return OutJson{{"ok", true}};
}

Result<FileSignals, ApiRefusal> Api::know(const Call& call) {
  const View file = call.request.body;
  if (call.request.content_type.starts_with("multipart/"))
    return ApiRefusal{
        415, "Forms are not taken",
        "Send the file itself: curl --data-binary @FILE -H \"Content-Type: application/octet-stream\"."};
  if (file.empty())
    return ApiRefusal{400, "The file is empty", "Send it as the body: curl --data-binary @FILE."};
  const auto& type = call.request.content_type;
  if (file[0] == '{' &&
      // what curl says unless told otherwise
      (type.empty() || type == "application/x-www-form-urlencoded"))
    return ApiRefusal{
        415, "This begins like JSON, and its Content-Type does not say what it is",
        "Add -H \"Content-Type: application/json\", or application/octet-stream if it is a file "
        "to be hashed."};
  struct Slot {
    std::atomic<unsigned>& used;
    unsigned before = used.fetch_add(1);
    ~Slot() { used.fetch_sub(1); }
  } slot{decoding_};
  if (slot.before >= options_.decoders_max)
    return ApiRefusal{503, "All decoders are busy", "Try again in a moment."};
  FileSignals f{crypto::file_digests(file), {}, Err::unsupported};
  const auto picture = options_.fingerprint(file);
  if (picture.ok())
    f.picture = *picture;
  else
    f.why_no_picture = picture.error();
  if (f.why_no_picture == Err::unavailable)
    return ApiRefusal{503, "The decoding program cannot be started",
                      "It stands beside this one: equipoise-media."};
  return f;
}

Result<OutJson, ApiRefusal> Api::hash(const Call& call) {
  TRY(call.check_query({}));
  return json_of(TRY(know(call)));
}

Result<OutJson, ApiRefusal> Api::compare(const Call& call) {
  TRY(call.check_query({}));
  if (call.request.body.size() > kJsonSizeMax)
    return ApiRefusal{413, "The request is too large", "It has at most 64 KiB."};
  const Json j = TRY(read_object(call.request.body));
  OutJson out = OutJson::object();
  for (const auto& [kind, pair] : j.items()) out[kind] = TRY(compare_two(kind, pair));
  if (out.empty())
    return ApiRefusal{400, "There is nothing to compare", "Send {\"pdq\": [\"HASH\", \"HASH\"]}."};
  return out;
}

Result<OutJson, ApiRefusal> Api::search(const Signal& signal,
                                        std::optional<std::uint64_t> quality) {
  const std::lock_guard lock(mutex_);
  library_.catch_up();
  OutJson j;
  Found found;
  if (signal.kind == Kind::pdq && quality && *quality < phash::kQualityMin)
    j["not_searched"] =
        "quality " + std::to_string(*quality) + " is below " + std::to_string(phash::kQualityMin);
  else if (!is_telling(signal))
    j["not_searched"] = "this PDQ hash is of a picture without edges";
  else
    found = library_.look_up(signal);
  j["matches"] = json_of(found);
  describe_search(j, library_, found.truncated);
  return j;
}

Result<OutJson, ApiRefusal> Api::look_up_hash(const Call& call) {
  TRY(call.check_query({"signal_type", "signal", "quality"}));
  const auto kind = call.query("signal_type"), text = call.query("signal");
  if (!kind || !text)
    return ApiRefusal{400, "There is nothing to look up",
                      "GET /lookup?signal_type=pdq&signal=HASH, or POST a file."};
  std::optional<std::uint64_t> quality;
  if (call.query("quality")) quality = TRY(call.query_number("quality", 0, 100));
  return search(TRY(parse_signal(*kind, *text)), quality);
}

Result<OutJson, ApiRefusal> Api::look_up(const Call& call) {
  TRY(call.check_query({"turns"}));
  if (!call.is_json()) return look_up_file(call);
  if (call.request.body.size() > kJsonSizeMax)
    return ApiRefusal{413, "The request is too large", "It has at most 64 KiB."};
  if (call.query("turns"))
    return ApiRefusal{400, "A hash alone cannot be turned",
                      "POST the picture to have its turns looked up."};
  const Json j = TRY(read_object(call.request.body));
  Members in(j, "");
  const auto kind = TRY(in.text("signal_type", kSignalTextMax)),
             text = TRY(in.text("signal", kSignalTextMax));
  const auto quality = TRY(in.optional_number("quality", 100));
  TRY(in.end());
  return search(TRY(parse_signal(kind, text)), quality);
}

Result<OutJson, ApiRefusal> Api::look_up_file(const Call& call) {
  const auto turns = call.query("turns");
  if (turns && *turns != "all")
    return ApiRefusal{400, "\"turns\" can only be all",
                      "Leave it away to look up the picture as it is."};
  const FileSignals f = TRY(know(call));
  OutJson j = json_of(f);
  const std::lock_guard lock(mutex_);
  library_.catch_up();
  Found found;
  if (f.picture && f.picture->is_meaningful())
    found =
        turns ? library_.look_up_turned(*f.picture) : library_.look_up(signal_of(f.picture->hash));
  for (const auto& s : f.exact()) {
    auto exact = library_.look_up(s);
    found.truncated |= exact.truncated;
    std::ranges::move(exact.matches, std::back_inserter(found.matches));
  }
  j["matches"] = json_of(found);
  describe_search(j, library_, found.truncated);
  return j;
}

Result<OutJson, ApiRefusal> Api::index_status(const Call& call) {
  TRY(call.check_query({}));
  const std::lock_guard lock(mutex_);
  library_.catch_up();
  const auto s = library_.standing();
  return OutJson{{"entries", s.entries},
                 {"pdq_entries", s.pdq_entries},
                 {"banks", s.banks},
                 {"banks_enabled", s.banks_enabled},
                 {"change", s.change},
                 {"changed", s.change ? OutJson(to_text(s.changed)) : OutJson()},
                 // catch_up() has read every line there is, or we would not be here
                 {"all_visible", true},
                 {"since_layout", {{"added", s.pdq_added}, {"removed", s.pdq_removed}}}};
}

}  // namespace eq::matching
