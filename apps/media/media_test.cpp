#include <gtest/gtest.h>
#include <png.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <jpeglib.h>

#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "apps/media/synth.h"
#include "eq/phash/distance.h"
#include "eq/testing/seeded.h"

namespace eq::media {
namespace {

using eq::testing::SeededRandom;

Picture must(Result<Picture> r) {
  EQ_ASSERT(r.ok());
  return std::move(r).take();
}
Bytes jpeg_of(const Picture& picture, int quality = 90) { return *encode_jpeg(picture, quality); }
Bytes png_of(const Picture& picture) { return *encode_png(picture); }

// A PNG in any of libpng's simple formats, for what encode_png does not write.
Bytes png_in_format(std::uint32_t w, std::uint32_t h, png_uint_32 format, const void* pixels) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = w;
  image.height = h;
  image.format = format;
  png_alloc_size_t size = 0;
  EQ_ASSERT(png_image_write_to_memory(&image, nullptr, &size, 0, pixels, 0, nullptr));
  Bytes out(size);
  EQ_ASSERT(png_image_write_to_memory(&image, out.data(), &size, 0, pixels, 0, nullptr));
  return out;
}

// Put an EXIF segment with this orientation right behind the start of a JPEG.
Bytes with_orientation(const Bytes& jpeg, std::uint8_t orientation) {
  const Bytes tiff{'M', 'M', 0, 42, 0, 0, 0,           8, 0, 1, 0x01, 0x12, 0,
                   3,   0,   0, 0,  1, 0, orientation, 0, 0, 0, 0,    0,    0};
  Bytes segment{0xff, 0xe1, 0, static_cast<std::uint8_t>(2 + 6 + tiff.size()), 'E', 'x', 'i',
                'f',  0,    0};
  append(segment, tiff);
  Bytes out(jpeg.begin(), jpeg.begin() + 2);
  append(out, segment);
  append(out, View(jpeg).subspan(2));
  return out;
}

TEST(Decode, PngComesBackPixelForPixelAndJpegNearly) {
  const Picture p = landscape(1, 200, 150);
  const Picture png = must(decode(png_of(p)));
  EXPECT_EQ(png.pixels, p.pixels);
  EXPECT_EQ(png.width, 200u);
  const Picture jpeg = must(decode(jpeg_of(p)));
  ASSERT_EQ(jpeg.pixels.size(), p.pixels.size());
  double sum = 0;
  for (std::size_t i = 0; i < p.pixels.size(); i++) sum += std::abs(p.pixels[i] - jpeg.pixels[i]);
  EXPECT_LT(sum / static_cast<double>(p.pixels.size()), 10);
}

TEST(Decode, GreyStaysGrey) {
  const Picture grey{16, 16, Channels::grey, Bytes(256, 77)};
  EXPECT_EQ(must(decode(png_of(grey))).channels, Channels::grey);
  EXPECT_EQ(must(decode(jpeg_of(grey))).pixels, grey.pixels);
}

TEST(Decode, OtherTypesAndEmptyFilesAreUnsupported) {
  EXPECT_EQ(decode({}).error(), Err::unsupported);
  EXPECT_EQ(decode(view("GIF89a")).error(), Err::unsupported);
  EXPECT_EQ(decode(view("hello")).error(), Err::unsupported);
}

TEST(Decode, EveryTruncationIsAnError) {
  const Picture p = landscape(2, 64, 48);
  for (const Bytes& file : {jpeg_of(p), png_of(p)}) {
    for (std::size_t n = 0; n + 2 < file.size(); n += 1 + n / 40) {
      EXPECT_FALSE(decode(View(file).first(n)).ok()) << n << " of " << file.size();
    }
  }
}

TEST(Decode, ADamagedPngIsMalformed) {
  const Bytes good = png_of(landscape(3, 64, 48));
  SeededRandom rng(1);
  for (int i = 0; i < 100; i++) {
    Bytes bad = good;
    bad[33 + rng.below(bad.size() - 50)] ^= static_cast<std::uint8_t>(1 + rng.below(255));
    EXPECT_FALSE(decode(bad).ok());
  }
}

TEST(Decode, GiantSidesAreRefusedBeforeAnythingIsDecoded) {
  Bytes jpeg = jpeg_of(landscape(1, 64, 48));
  const Bytes start_of_frame{0xff, 0xc0};
  const auto at =
      std::search(jpeg.begin(), jpeg.end(), start_of_frame.begin(), start_of_frame.end());
  ASSERT_NE(at, jpeg.end());
  at[5] = 0x9c;  // 40,000 rows and columns
  at[6] = 0x40;
  at[7] = 0x9c;
  at[8] = 0x40;
  EXPECT_EQ(decode(jpeg).error(), Err::too_large);
}

TEST(Decode, APngBombIsRefusedByItsHeader) {
  // 40,000 x 40,000 in a few bytes: only the header is needed to refuse it.
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  Bytes out;
  png_set_write_fn(
      png, &out,
      [](png_structp p, png_bytep d, std::size_t n) {
        append(*static_cast<Bytes*>(png_get_io_ptr(p)), View(d, n));
      },
      [](png_structp) {});
  png_set_IHDR(png, info, 40000, 40000, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  png_destroy_write_struct(&png, &info);
  append(out, Bytes{0, 0, 0, 0, 'I', 'D', 'A', 'T', 0x35, 0xaf, 0x06, 0x1e});
  EXPECT_EQ(decode(out).error(), Err::too_large);
}

TEST(Decode, TheLimitsHoldExactly) {
  const Picture p = landscape(1, 40, 30);
  for (const Bytes& file : {jpeg_of(p), png_of(p)}) {
    EXPECT_TRUE(decode(file, {.side_max = 40, .pixels_max = 1200}).ok());
    EXPECT_EQ(decode(file, {.side_max = 39}).error(), Err::too_large);
    EXPECT_EQ(decode(file, {.pixels_max = 1199}).error(), Err::too_large);
  }
  EXPECT_EQ(decode(png_of(p), {.memory_max = 4799}).error(), Err::too_large);
}

TEST(Decode, TransparentPixelsLieOnWhite) {
  const std::uint8_t rgba[] = {0, 100, 200, 0, 0, 100, 200, 255, 0, 100, 200, 128};
  const Picture p = must(decode(png_in_format(3, 1, PNG_FORMAT_RGBA, rgba)));
  EXPECT_EQ(p.channels, Channels::rgb);
  const Bytes want{255, 255, 255, 0, 100, 200, 127, 177, 227};
  EXPECT_EQ(p.pixels, want);
  const std::uint8_t ga[] = {50, 0, 50, 255};
  EXPECT_EQ(must(decode(png_in_format(2, 1, PNG_FORMAT_GA, ga))).pixels, (Bytes{255, 50}));
}

// A CMYK JPEG of one colour, with the Adobe marker (inverted values) or without.
Bytes cmyk_jpeg(std::array<std::uint8_t, 4> stored, bool adobe) {
  jpeg_compress_struct info{};
  jpeg_error_mgr error{};
  info.err = jpeg_std_error(&error);
  jpeg_create_compress(&info);
  unsigned char* data = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &data, &size);
  info.image_width = info.image_height = 16;
  info.input_components = 4;
  info.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 100, TRUE);
  info.write_Adobe_marker = adobe ? TRUE : FALSE;
  jpeg_start_compress(&info, TRUE);
  Bytes row;
  for (int i = 0; i < 16; i++) row.insert(row.end(), stored.begin(), stored.end());
  for (int i = 0; i < 16; i++) {
    JSAMPROW r = row.data();
    jpeg_write_scanlines(&info, &r, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  const Bytes out(data, data + size);
  std::free(data);
  return out;
}

TEST(Decode, CmykBecomesRgbByTheStatedFormula) {
  // c = 55, m = 155, y = 255, k = 51:  (255 - c)(255 - k) / 255 and so on.
  for (const auto& file :
       {cmyk_jpeg({55, 155, 255, 51}, false), cmyk_jpeg({200, 100, 0, 204}, true)}) {
    const Picture p = must(decode(file));
    ASSERT_EQ(p.channels, Channels::rgb);
    EXPECT_NEAR(p.pixels[0], 160, 2);
    EXPECT_NEAR(p.pixels[1], 80, 2);
    EXPECT_NEAR(p.pixels[2], 0, 2);
  }
}

TEST(Decode, SixteenBitChannelsAreScaledToEight) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  Bytes out;
  png_set_write_fn(
      png, &out,
      [](png_structp p, png_bytep d, std::size_t n) {
        append(*static_cast<Bytes*>(png_get_io_ptr(p)), View(d, n));
      },
      [](png_structp) {});
  png_set_IHDR(png, info, 2, 1, 16, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  png_byte row[] = {0xff, 0xff, 0x80, 0x00};
  png_write_row(png, row);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  EXPECT_EQ(must(decode(out)).pixels, (Bytes{255, 128}));
}

TEST(Decode, OrientationIsAppliedAllEightWays) {
  // Four quarters of different grey tell every orientation apart.
  Picture p{32, 16, Channels::grey, {}};
  for (int y = 0; y < 16; y++) {
    for (int x = 0; x < 32; x++)
      p.pixels.push_back(static_cast<std::uint8_t>(20 + (x >= 16 ? 60 : 0) + (y >= 8 ? 120 : 0)));
  }
  const Bytes file = jpeg_of(p, 100);
  // Which quarter (0 top left, 1 top right, 2 bottom left, 3 bottom right) is seen at the top left
  // and top right, for orientations 1 .. 8 of the EXIF standard.
  const int top[8][2] = {{0, 1}, {1, 0}, {3, 2}, {2, 3}, {0, 2}, {2, 0}, {3, 1}, {1, 3}};
  for (std::uint8_t o = 1; o <= 8; o++) {
    const Picture seen = must(decode(with_orientation(file, o)));
    EXPECT_EQ(seen.width, o >= 5 ? 16u : 32u);
    auto quarter = [&](std::size_t x, std::size_t y) {
      return (seen.pixels[y * seen.width + x] - 20 + 10) / 60;
    };
    EXPECT_EQ(quarter(2, 2), top[o - 1][0]) << int{o};
    EXPECT_EQ(quarter(seen.width - 3, 2), top[o - 1][1]) << int{o};
  }
}

TEST(Fingerprint, OfAFileIsThatOfItsPixelsHoweverItIsStored) {
  const Picture p = landscape(8, 700, 333);
  const Picture grey{40, 30, Channels::grey, Bytes(1200, 90)};
  for (const Bytes& file : {jpeg_of(p), with_orientation(jpeg_of(p), 6), png_of(p), jpeg_of(grey),
                            jpeg_of(landscape(1, 4, 4)), cmyk_jpeg({55, 155, 255, 51}, true)}) {
    const auto streamed = fingerprint(file);
    const auto whole = phash::fingerprint(must(decode(file)));
    ASSERT_TRUE(streamed.ok());
    EXPECT_EQ(streamed->coefficients, whole->coefficients);
    EXPECT_EQ(streamed->hash, whole->hash);
    EXPECT_EQ(streamed->quality, whole->quality);
  }
  const Bytes jpeg = jpeg_of(p);
  EXPECT_EQ(fingerprint(View(jpeg).first(jpeg.size() / 2)).error(), Err::malformed);
  EXPECT_EQ(fingerprint(jpeg, {.side_max = 699}).error(), Err::too_large);
  EXPECT_EQ(fingerprint({}).error(), Err::unsupported);
}

TEST(Decode, NonsenseInExifMeansUpright) {
  EXPECT_EQ(exif_orientation({}), 1);
  const Bytes far{'I', 'I', 42, 0, 0xff, 0xff, 0xff, 0xff};
  EXPECT_EQ(exif_orientation(far), 1);
  const Bytes file = jpeg_of(landscape(1, 16, 16));
  EXPECT_TRUE(decode(with_orientation(file, 9)).ok());
  EXPECT_EQ(exif_orientation(Bytes{'M', 'M', 0, 42, 0, 0, 0, 8, 0xff, 0xff}), 1);
}

TEST(Encode, EmptyOrInconsistentPicturesAreRefused) {
  EXPECT_FALSE(encode_jpeg({}, 90).ok());
  EXPECT_FALSE(encode_jpeg({2, 2, Channels::rgb, Bytes(11)}, 90).ok());
  EXPECT_FALSE(encode_jpeg(landscape(1, 8, 8), 0).ok());
  EXPECT_FALSE(encode_png({2, 2, Channels::rgb, Bytes(11)}).ok());
}

TEST(Edit, HalfSizeAveragesFourPixels) {
  const Picture p{3, 2, Channels::grey, {10, 20, 99, 30, 41, 99}};
  const Picture h = half_size(p);
  EXPECT_EQ(h.width, 1u);
  EXPECT_EQ(h.height, 1u);
  EXPECT_EQ(h.pixels, Bytes{25});
  EXPECT_EQ(half_size({1, 1, Channels::grey, {7}}).pixels, Bytes{7});
}

TEST(Edit, ABlurredPictureKeepsItsColoursAndLosesItsDetail) {
  const Picture p = landscape(5, 200, 150);
  const Picture b = blurred(p, 24);
  ASSERT_EQ(b.pixels.size(), p.pixels.size());
  auto mean = [](const Picture& q) {
    double s = 0;
    for (const auto v : q.pixels) s += v;
    return s / static_cast<double>(q.pixels.size());
  };
  auto steps = [](const Picture& q) {
    double s = 0;
    for (std::size_t i = 3; i < q.pixels.size(); i++) s += std::abs(q.pixels[i] - q.pixels[i - 3]);
    return s;
  };
  EXPECT_NEAR(mean(b), mean(p), 6);
  EXPECT_LT(steps(b), steps(p) / 3);
  EXPECT_EQ(blurred({2, 2, Channels::grey, {8, 8, 8, 8}}, 100).pixels, (Bytes{8, 8, 8, 8}));
}

TEST(Synth, LandscapesAreDistinctAndHaveEnoughEdgesToHash) {
  std::vector<phash::Hash> hashes;
  int closest = 256;
  for (std::uint64_t seed = 0; seed < 60; seed++) {
    const auto f = phash::fingerprint(landscape(seed, 400, 300));
    ASSERT_TRUE(f.ok());
    EXPECT_TRUE(f->is_meaningful()) << seed << " quality " << f->quality;
    for (const auto& h : hashes) closest = std::min(closest, phash::distance(h, f->hash));
    hashes.push_back(f->hash);
  }
  EXPECT_GT(closest, 2 * phash::kSamePictureDistance);
  EXPECT_EQ(landscape(9, 50, 40).pixels, landscape(9, 50, 40).pixels);
}

}  // namespace
}  // namespace eq::media
