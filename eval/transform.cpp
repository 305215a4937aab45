#include "eval/transform.h"

#include <algorithm>
#include <cmath>

#include "apps/media/edit.h"
#include "apps/media/encode.h"

namespace eq::eval {
namespace {

using media::Margins;

std::string text(double v) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%g", v);
  return buffer;
}

Picture through_jpeg(const Picture& picture, int quality) {
  const auto file = media::encode_jpeg(picture, quality);
  EQ_ASSERT(file.ok());
  auto back = media::decode(*file);
  EQ_ASSERT(back.ok());  // it is our own file
  return std::move(back).take();
}

Picture to_share(const Picture& picture, double share) {
  auto to = [&](std::uint32_t n) {
    return std::max(1u, static_cast<std::uint32_t>(std::lround(n * share)));
  };
  return media::shrunk(picture, to(picture.width), to(picture.height));
}

std::uint32_t part(std::uint32_t n, double percent) {
  return static_cast<std::uint32_t>(std::lround(n * percent / 100));
}

Picture crop_around(const Picture& picture, double percent) {
  const std::uint32_t x = part(picture.width, percent / 2), y = part(picture.height, percent / 2);
  return media::cropped(picture, {x, y, x, y});
}

Picture crop_one_side(const Picture& picture, double percent, std::uint64_t seed) {
  const std::uint32_t x = part(picture.width, percent), y = part(picture.height, percent);
  const Margins sides[] = {{.left = x}, {.top = y}, {.right = x}, {.bottom = y}};
  return media::cropped(picture, sides[seed % 4]);
}

Picture turn(const Picture& picture, double degrees, std::uint64_t seed) {
  return media::rotated(picture, seed % 2 ? degrees : -degrees, picture.width, picture.height, 0);
}

Picture frame(const Picture& picture, double percent, std::uint8_t grey) {
  const std::uint32_t x = part(picture.width, percent), y = part(picture.height, percent);
  return media::framed(picture, {x, y, x, y}, grey);
}

Picture caption(const Picture& picture, double percent, std::uint64_t seed) {
  return media::captioned(picture, percent / 100, seed % 2, seed % 3 ? 255 : 0);
}

using Apply = std::function<Picture(const Picture&, std::uint64_t)>;

void add_ladders(std::vector<Transform>& all) {
  auto ladder = [&](const std::string& family, const std::string& title, const std::string& unit,
                    std::initializer_list<double> rungs,
                    std::function<Picture(const Picture&, double, std::uint64_t)> apply) {
    for (const double s : rungs) {
      all.push_back(
          {family + "_" + text(s), title + " " + text(s) + (unit.empty() ? "" : " " + unit), family,
           s, unit,
           [=](const Picture& picture, std::uint64_t seed) { return apply(picture, s, seed); }});
    }
  };
  ladder("jpeg", "JPEG quality", "", {90, 70, 50, 30, 10},
         [](auto& p, double q, auto) { return through_jpeg(p, static_cast<int>(q)); });
  ladder("blur", "blur, radius", "px", {1, 2, 4, 8, 16},
         [](auto& p, double r, auto) { return media::blurred(p, static_cast<std::uint32_t>(r)); });
  ladder("noise", "noise, deviation", "grey values", {5, 10, 20, 40, 80},
         [](auto& p, double s, auto seed) { return media::noisy(p, s, seed); });
  ladder("crop", "crop, all sides", "%", {2, 5, 10, 20, 30},
         [](auto& p, double s, auto) { return crop_around(p, s); });
  ladder("cut", "crop, one side", "%", {2, 5, 10, 20, 30}, crop_one_side);
  ladder("turn", "rotation", "°", {1, 2, 5, 10, 20}, turn);
}

void add_single(std::vector<Transform>& all) {
  auto add = [&](std::string name, std::string title, std::string family, Apply apply) {
    all.push_back({std::move(name), std::move(title), std::move(family), 0, "", std::move(apply)});
  };
  add("scale_50", "half size", "size", [](auto& p, auto) { return to_share(p, 0.5); });
  add("scale_25", "quarter size", "size", [](auto& p, auto) { return to_share(p, 0.25); });
  add("scale_10", "tenth of the size", "size", [](auto& p, auto) { return to_share(p, 0.1); });
  add("squash_75", "squashed to 75 % width", "size",
      [](auto& p, auto) { return media::shrunk(p, std::max(1u, p.width * 3 / 4), p.height); });
  add("bright_70", "brightness −30 %", "tone",
      [](auto& p, auto) { return media::brightened(p, 0.7); });
  add("bright_130", "brightness +30 %", "tone",
      [](auto& p, auto) { return media::brightened(p, 1.3); });
  add("contrast_70", "contrast −30 %", "tone",
      [](auto& p, auto) { return media::contrasted(p, 0.7); });
  add("contrast_130", "contrast +30 %", "tone",
      [](auto& p, auto) { return media::contrasted(p, 1.3); });
  add("gamma_0.7", "gamma 0.7", "tone", [](auto& p, auto) { return media::gamma_bent(p, 0.7); });
  add("gamma_1.4", "gamma 1.4", "tone", [](auto& p, auto) { return media::gamma_bent(p, 1.4); });
  add("grey", "grey", "tone", [](auto& p, auto) { return media::greyed(p); });
  add("text", "three lines of writing", "additions",
      [](auto& p, auto) { return media::written_over(p); });
  add("border_5", "border 5 % a side, white", "additions",
      [](auto& p, auto) { return frame(p, 5, 255); });
  add("border_black_5", "border 5 % a side, black", "additions",
      [](auto& p, auto) { return frame(p, 5, 0); });
  add("caption_12", "caption bar 12 %", "additions",
      [](auto& p, auto seed) { return caption(p, 12, seed); });
  add("mirror", "mirrored", "turns", [](auto& p, auto) { return media::mirrored(p); });
  add("quarter_turn", "turned 90°", "turns", [](auto& p, auto) { return media::upright({p, 6}); });
  add("forwarded", "half size, JPEG 50", "together",
      [](auto& p, auto) { return through_jpeg(to_share(p, 0.5), 50); });
  add("meme", "caption 12 %, half size, JPEG 60", "together",
      [](auto& p, auto seed) { return through_jpeg(to_share(caption(p, 12, seed), 0.5), 60); });
  add("mirror_jpeg", "mirrored, JPEG 75", "together",
      [](auto& p, auto) { return through_jpeg(media::mirrored(p), 75); });
  add("mirror_forwarded", "mirrored, half size, JPEG 50", "together",
      [](auto& p, auto) { return through_jpeg(to_share(media::mirrored(p), 0.5), 50); });
  add("mirror_scale_25", "mirrored, quarter size", "together",
      [](auto& p, auto) { return to_share(media::mirrored(p), 0.25); });
  add("mirror_crop_2", "mirrored, cropped 2 %", "together",
      [](auto& p, auto) { return crop_around(media::mirrored(p), 2); });
  add("mirror_bright_130", "mirrored, brightness +30 %", "together",
      [](auto& p, auto) { return media::brightened(media::mirrored(p), 1.3); });
  add("quarter_forwarded", "turned 90°, half size, JPEG 50", "together", [](auto& p, auto) {
    return through_jpeg(to_share(media::upright({p, 6}), 0.5), 50);
  });
  add("turn_crop", "turned 5°, cropped 14 %, JPEG 75", "together",
      [](auto& p, auto seed) { return through_jpeg(crop_around(turn(p, 5, seed), 14), 75); });
}

}  // namespace

const std::vector<Transform>& transforms() {
  static const std::vector<Transform> all = [] {
    std::vector<Transform> out;
    add_ladders(out);
    add_single(out);
    return out;
  }();
  return all;
}

std::vector<std::string> ladders() {
  std::vector<std::string> out;
  for (const auto& t : transforms()) {
    if (t.strength != 0 && std::find(out.begin(), out.end(), t.family) == out.end())
      out.push_back(t.family);
  }
  return out;
}

}  // namespace eq::eval
