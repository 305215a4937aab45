// Rows of `equipoise bench phash`.  Yardstick: the definition done straightforwardly on the same
// 512 x 512 RGB picture: luma, two running-sum box passes each way over the whole picture,
// sampling, cosine transform, median.
//
// The goal of `hash` (0.07 of the yardstick) is what folding the passes into sparse operators
// should buy; the larger sizes show that cost then grows with the pixels read and nothing else.
// `jpeg_12mp` is a file to a hash, against libjpeg-turbo decoding the same file row by row and
// nothing else.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>

#include <jpeglib.h>

#include "apps/media/encode.h"
#include "bench/frame.h"
#include "eq/crypto/hash.h"
#include "eq/phash/distance.h"
#include "eq/phash/tokens.h"

namespace eq::phash {
namespace {

Picture texture(std::uint32_t width, std::uint32_t height) {
  Picture p{width, height, Channels::rgb, {}};
  p.pixels.reserve(std::size_t{width} * height * 3);
  for (std::uint32_t y = 0; y < height; y++) {
    for (std::uint32_t x = 0; x < width; x++) {
      const auto c = static_cast<std::uint8_t>(128 + 60 * std::sin(x * 0.031 + y * 0.011) +
                                               50 * std::sin(y * 0.047 - x * 0.007));
      p.pixels.insert(p.pixels.end(),
                      {c, static_cast<std::uint8_t>(c ^ 16), static_cast<std::uint8_t>(255 - c)});
    }
  }
  return p;
}

// One box pass along lines of n samples, `step` apart, by a running sum.
void box(const std::vector<float>& in, std::vector<float>& out, std::size_t lines,
         std::size_t line_step, std::size_t n, std::size_t step) {
  const std::size_t window = (n + 127) / 128, right = (window + 2) / 2 - 1,
                    left = window - 1 - right;
  for (std::size_t l = 0; l < lines; l++) {
    const float* from = in.data() + l * line_step;
    float* to = out.data() + l * line_step;
    float sum = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < right && i < n; i++, count++) sum += from[i * step];
    for (std::size_t i = 0; i < n; i++) {
      if (i + right < n) {
        sum += from[(i + right) * step];
        count++;
      }
      if (i > left) {
        sum -= from[(i - left - 1) * step];
        count--;
      }
      to[i * step] = sum / static_cast<float>(count);
    }
  }
}

Hash straightforward(const Picture& picture, const std::vector<float>& cosines) {
  const std::size_t w = picture.width, h = picture.height;
  std::vector<float> a(w * h), b(w * h);
  for (std::size_t i = 0; i < w * h; i++) {
    a[i] = 0.299f * picture.pixels[3 * i] + 0.587f * picture.pixels[3 * i + 1] +
           0.114f * picture.pixels[3 * i + 2];
  }
  for (int pass = 0; pass < 2; pass++) {
    box(a, b, h, w, w, 1);
    box(b, a, w, 1, h, w);
  }
  std::vector<float> cells(64 * 64), half(16 * 64), out(256);
  for (std::size_t i = 0; i < 64; i++) {
    for (std::size_t j = 0; j < 64; j++)
      cells[i * 64 + j] = a[(2 * i + 1) * h / 128 * w + (2 * j + 1) * w / 128];
  }
  for (std::size_t i = 0; i < 16; i++) {
    for (std::size_t j = 0; j < 64; j++) {
      float sum = 0;
      for (std::size_t k = 0; k < 64; k++) sum += cosines[i * 64 + k] * cells[k * 64 + j];
      half[i * 64 + j] = sum;
    }
  }
  for (std::size_t i = 0; i < 16; i++) {
    for (std::size_t j = 0; j < 16; j++) {
      float sum = 0;
      for (std::size_t k = 0; k < 64; k++) sum += half[i * 64 + k] * cosines[j * 64 + k];
      out[i * 16 + j] = sum;
    }
  }
  auto sorted = out;
  std::nth_element(sorted.begin(), sorted.begin() + 127, sorted.end());
  Hash hash;
  for (unsigned i = 0; i < 256; i++) {
    if (out[i] > sorted[127]) hash.set(i);
  }
  return hash;
}

std::uint32_t decode_alone(const Bytes& file) {
  jpeg_decompress_struct info{};
  jpeg_error_mgr error{};
  info.err = jpeg_std_error(&error);
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, file.data(), file.size());
  jpeg_read_header(&info, TRUE);
  info.out_color_space = JCS_RGB;
  jpeg_start_decompress(&info);
  Bytes row(std::size_t{info.output_width} * 3);
  std::uint32_t sum = 0;
  for (JSAMPROW r = row.data(); info.output_scanline < info.output_height; sum += row[0])
    jpeg_read_scanlines(&info, &r, 1);
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return sum;
}

bench::Report run() {
  bench::Report report("phash", "two-pass hash of 512 x 512 RGB, straightforward");
  std::vector<float> cosines;
  for (int i = 1; i <= 16; i++) {
    for (int j = 0; j < 64; j++)
      cosines.push_back(
          static_cast<float>(std::sqrt(2.0 / 64) * std::cos(M_PI / 128 * i * (2 * j + 1))));
  }
  const Picture p = texture(512, 512);
  const auto yardstick = [&] { EQ_ASSERT(straightforward(p, cosines) != Hash{}); };
  // they do the same
  EQ_ASSERT(distance(straightforward(p, cosines), reference_fingerprint(p)->hash) <= 2);
  report.yardstick(yardstick);
  report.row("hash", 512, 0.07, [&] { EQ_ASSERT(fingerprint(p).ok()); });
  report.yardstick(yardstick);
  for (const auto& [w, h] : {std::pair{1024u, 768u}, {4000u, 3000u}}) {
    const Picture large = texture(w, h);
    report.row("hash_area_averaged", w, std::nullopt, [&] { EQ_ASSERT(fingerprint(large).ok()); });
    report.row("hash_reference_mode", w, std::nullopt,
               [&] { EQ_ASSERT(reference_fingerprint(large).ok()); });
  }
  const Bytes file = *media::encode_jpeg(texture(4000, 3000), 85);
  report.row_against(
      "jpeg_12mp", file.size(), 1.5, [&] { EQ_ASSERT(media::fingerprint(file).ok()); },
      [&] { EQ_ASSERT(decode_alone(file) > 0); });
  const Fingerprint f = *fingerprint(p);
  report.row("dihedral", 8, std::nullopt, [&] { EQ_ASSERT(dihedral(f)[0].hash == f.hash); });
  const TokenParams params;
  report.row("probe_tokens", params.probes(), std::nullopt,
             [&] { EQ_ASSERT(probe_tokens(f, params).size() == params.probes()); });
  std::vector<Hash> list;
  for (std::uint32_t i = 0; i < 100'000; i++) list.push_back({crypto::sha256(be32(i))});
  report.row("plain_search", list.size(), std::nullopt,
             [&] { EQ_ASSERT(within_var(f.hash, list, kSamePictureDistance).empty()); });
  report.yardstick(yardstick);
  return report;
}

const bench::Registration registration("phash", run);

}  // namespace
}  // namespace eq::phash
