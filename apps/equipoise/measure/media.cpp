// `equipoise media hash` and `equipoise media compare`: what a picture or video is known by.
#include <iostream>
#include <nlohmann/json.hpp>

#include "apps/equipoise/frame/home.h"
#include "apps/equipoise/frame/picture_file.h"
#include "apps/equipoise/measure/commands.h"
#include "apps/video/video.h"
#include "eq/crypto/file_digests.h"
#include "eq/phash/distance.h"

namespace eq::app {
namespace {

using Json = nlohmann::ordered_json;

// What one file is: a picture, a video, or neither; whatever it is has exact digests.
struct Known {
  crypto::FileDigests digests;
  std::optional<phash::Fingerprint> picture;
  std::vector<phash::Frame> frames;
  std::optional<Err> why_neither;
};

Known know(const std::string& path) {
  const Bytes file = read_file(path);
  Known k{crypto::file_digests(file), {}, {}, {}};
  const bool is_picture = media::type_of(file) != media::FileType::unknown;
  if (is_picture) {
    const auto f = media::Worker::beside_this_program().fingerprint(file);
    if (f.ok())
      k.picture = *f;
    else
      k.why_neither = f.error();
  } else {
    auto frames = video::VideoWorker::beside_this_program().frames(file);
    if (frames.ok())
      k.frames = std::move(frames).take();
    else
      k.why_neither = frames.error();
  }
  if (k.why_neither == Err::unavailable) throw no_decoder();
  return k;
}

Json json_of(const std::string& path, const Known& k) {
  Json j{{"file", path}, {"kind", k.picture ? "picture" : !k.frames.empty() ? "video" : "other"}};
  if (k.picture) {
    j["pdq"] = k.picture->hash.hex();
    j["quality"] = k.picture->quality;
  }
  for (const auto& f : k.frames)
    j["frames"].push_back({{"at_ms", f.at_ms}, {"pdq", f.hash.hex()}, {"quality", f.quality}});
  if (k.why_neither) j["why"] = to_text(*k.why_neither);
  j["md5"] = hex(k.digests.md5);
  j["sha1"] = hex(k.digests.sha1);
  j["sha256"] = hex(k.digests.sha256);
  return j;
}

std::string text_of(const std::string& path, const Known& k) {
  std::string out = path;
  if (k.picture)
    out +=
        "\n  PDQ     " + k.picture->hash.hex() + "  quality " + std::to_string(k.picture->quality);
  for (const auto& f : k.frames) {
    out += "\n  " + std::to_string(f.at_ms / 1000) + " s  " + f.hash.hex() + "  quality " +
           std::to_string(f.quality);
  }
  if (k.why_neither)
    out += "\n  neither a picture nor a video that can be read (" +
           std::string(to_text(*k.why_neither)) + ")";
  return out + "\n  MD5     " + hex(k.digests.md5) + "\n  SHA-1   " + hex(k.digests.sha1) +
         "\n  SHA-256 " + hex(k.digests.sha256);
}

void compare(const std::string& a, const std::string& b, bool json) {
  const Known x = know(a), y = know(b);
  if (x.picture && y.picture) {
    int d = 256;
    for (const auto& t : phash::dihedral(*x.picture))
      d = std::min(d, phash::distance(t.hash, y.picture->hash));
    const bool mean = x.picture->is_meaningful() && y.picture->is_meaningful(),
               same = mean && d <= phash::kSamePictureDistance;
    return print(json, {{"kind", "picture"}, {"distance", d}, {"meaningful", mean}, {"same", same}},
                 std::to_string(d) + " of 256 bits differ, in the nearest of eight turns: " +
                     (!mean  ? "but one of them has too few edges to say anything"
                      : same ? "taken for the same picture"
                             : "not taken for the same picture"));
  }
  if (!x.frames.empty() && !y.frames.empty()) {
    const auto l = phash::compare_videos_var(x.frames, y.frames);
    const bool same = std::min(l.of_query, l.of_compared) >= phash::kSameVideoPercent;
    return print(json,
                 {{"kind", "video"},
                  {"percent_of_first", l.of_query},
                  {"percent_of_second", l.of_compared},
                  {"same", same}},
                 std::to_string(l.of_query) + " % of the first one's frames are in the second, " +
                     std::to_string(l.of_compared) + " % of the second one's in the first: " +
                     (same ? "taken for the same video" : "not taken for the same video"));
  }
  throw Failure{"These are not two pictures or two videos that can be read",
                "See what each is: equipoise media hash " + a + " " + b, 3};
}

struct MediaOptions {
  std::vector<std::string> files;
  bool json = false;
};

void hash(const MediaOptions& options) {
  for (const auto& file : options.files) {
    const Known k = know(file);
    print(options.json, json_of(file, k), text_of(file, k));
  }
}

}  // namespace

Command media_command() {
  Command media("media", "What a picture or video is known by");
  Command& hashing =
      media.add("hash", "Perceptual hashes and exact digests of files", "photo.jpg clip.mp4");
  const auto h = std::make_shared<MediaOptions>();
  hashing.option("files", &h->files, "JPEG, PNG, WebP; videos in common containers").required();
  hashing.flag("--json", &h->json, "Print one JSON object a line and file");
  hashing.action([h] { hash(*h); });

  Command& comparing = media.add(
      "compare", "Whether two pictures or two videos are taken for the same", "photo.jpg copy.jpg");
  const auto c = std::make_shared<MediaOptions>();
  comparing.option("files", &c->files, "Two files").required().exactly(2);
  comparing.json_flag(c->json);
  comparing.action([c] { compare(c->files[0], c->files[1], c->json); });
  return media;
}

}  // namespace eq::app
