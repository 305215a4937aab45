#include <gtest/gtest.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include <cstdlib>

#include "apps/media/synth.h"

namespace eq::media {
namespace {

Bytes taken(std::uint8_t* data, std::size_t size) {
  const Bytes out(data, data + size);
  WebPFree(data);
  return out;
}
int stride_of(const Picture& picture) { return static_cast<int>(picture.width * 3); }
Bytes lossy(const Picture& picture) {
  std::uint8_t* data = nullptr;
  const auto n = WebPEncodeRGB(picture.pixels.data(), static_cast<int>(picture.width),
                               static_cast<int>(picture.height), stride_of(picture), 90, &data);
  return taken(data, n);
}
Bytes lossless(const Picture& picture) {
  std::uint8_t* data = nullptr;
  const auto n = WebPEncodeLosslessRGB(picture.pixels.data(), static_cast<int>(picture.width),
                                       static_cast<int>(picture.height), stride_of(picture), &data);
  return taken(data, n);
}

TEST(Webp, LosslessComesBackPixelForPixelAndLossyNearly) {
  const Picture p = landscape(1, 201, 150);
  const auto exact = decode(lossless(p));
  ASSERT_TRUE(exact.ok());
  EXPECT_EQ(exact->pixels, p.pixels);
  const auto near = decode(lossy(p));
  ASSERT_TRUE(near.ok());
  double sum = 0;
  for (std::size_t i = 0; i < p.pixels.size(); i++) sum += std::abs(p.pixels[i] - near->pixels[i]);
  EXPECT_LT(sum / static_cast<double>(p.pixels.size()), 10);
}

TEST(Webp, TransparentPixelsLieOnWhite) {
  const std::uint8_t rgba[] = {0, 100, 200, 255, 0, 100, 200, 128};
  std::uint8_t* data = nullptr;
  const auto n = WebPEncodeLosslessRGBA(rgba, 2, 1, 8, &data);
  const auto p = decode(taken(data, n));
  ASSERT_TRUE(p.ok());
  EXPECT_EQ(p->pixels, (Bytes{0, 100, 200, 127, 177, 227}));
}

TEST(Webp, EveryTruncationIsAnErrorAndTheLimitsHoldExactly) {
  const Picture p = landscape(2, 40, 30);
  for (const Bytes& file : {lossy(p), lossless(p)}) {
    for (std::size_t n = 0; n + 2 < file.size(); n += 1 + n / 40)
      EXPECT_FALSE(decode(View(file).first(n)).ok()) << n;
    EXPECT_TRUE(decode(file, {.side_max = 40, .pixels_max = 1200}).ok());
    EXPECT_EQ(decode(file, {.side_max = 39}).error(), Err::too_large);
    EXPECT_EQ(decode(file, {.pixels_max = 1199}).error(), Err::too_large);
    EXPECT_EQ(decode(file, {.memory_max = 4799}).error(), Err::too_large);
  }
}

TEST(Webp, ExifOrientationIsAppliedWithItsPrefixOrWithout) {
  const Picture p = landscape(3, 40, 30);
  const Bytes plain = lossless(p);
  const Bytes tiff{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0,
                   3,   0,   0, 0,  1, 0, 6, 0, 0, 0, 0,    0,    0};
  for (const Bytes& exif : {tiff, concat({Bytes{'E', 'x', 'i', 'f', 0, 0}, tiff})}) {
    WebPData image{plain.data(), plain.size()}, chunk{exif.data(), exif.size()}, out;
    WebPMux* mux = WebPMuxCreate(&image, 1);
    ASSERT_EQ(WebPMuxSetChunk(mux, "EXIF", &chunk, 1), WEBP_MUX_OK);
    ASSERT_EQ(WebPMuxAssemble(mux, &out), WEBP_MUX_OK);
    const auto turned = decode({out.bytes, out.size});
    WebPDataClear(&out);
    WebPMuxDelete(mux);
    ASSERT_TRUE(turned.ok());
    EXPECT_EQ(turned->width, 30u);
    EXPECT_EQ(turned->pixels, upright({p, 6}).pixels);
  }
}

TEST(Animation, IsRefusedAndNotGuessedAt) {
  const Bytes webp{'R', 'I', 'F', 'F', 36, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8',
                   'X', 10,  0,   0,   0,  2, 0, 0, 0,   63,  0,   0,   63,  0,   0,
                   'A', 'N', 'I', 'M', 6,  0, 0, 0, 0,   0,   0,   0,   0,   0};
  EXPECT_EQ(decode(webp).error(), Err::unsupported);
  // A sound PNG but for a chunk that announces frames, right behind the header.
  Bytes png{0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I',  'H',  'D',  'R', 0,
            0,    0,   1,   0,   0,  0,  1,  8,  0, 0, 0, 0,  0x3a, 0x7e, 0x9b, 0x55};
  append(png,
         Bytes{0, 0, 0, 8, 'a', 'c', 'T', 'L', 0, 0, 0, 2, 0, 0, 0, 0, 0xf3, 0x8d, 0x93, 0x70});
  append(png, Bytes{0,    0,    0,    10,   'I',  'D',  'A',  'T',  0x78, 0x9c, 0x63,
                    0x60, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01, 0x48, 0xaf, 0xa4, 0x71});
  append(png, Bytes{0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82});
  EXPECT_EQ(decode(png).error(), Err::unsupported);
  EXPECT_EQ(decode(view("GIF89a\1\0\1\0")).error(), Err::unsupported);
}

}  // namespace
}  // namespace eq::media
