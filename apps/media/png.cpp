// libpng reports errors by longjmp; see jpeg.cpp for what follows from that.
#include <csetjmp>
#include <cstring>

#include <png.h>

#include "apps/media/decode.h"
#include "apps/media/encode.h"

namespace eq::media {
namespace {

struct Decoding {
  View rest;
  png_structp png = nullptr;
  png_infop info = nullptr;
  bool too_large = false;
  bool is_animated = false;
  bool has_alpha = false;
  Stored out;
  Bytes raw;  // with alpha, if there is any
  std::vector<png_bytep> rows;

  ~Decoding() {
    if (png) png_destroy_read_struct(&png, &info, nullptr);
  }
};

void read_some(png_structp png, png_bytep out, std::size_t n) {
  auto* d = static_cast<Decoding*>(png_get_io_ptr(png));
  if (n > d->rest.size()) png_error(png, "short");
  std::memcpy(out, d->rest.data(), n);
  d->rest = d->rest.subspan(n);
}
// Told of each chunk the library does not know: one that says the picture is animated, or some
// other.
int on_unknown(png_structp png, png_unknown_chunkp chunk) {
  auto* d = static_cast<Decoding*>(png_get_user_chunk_ptr(png));
  d->is_animated |= std::memcmp(chunk->name, "acTL", 4) == 0;
  return 1;  // seen to
}
[[noreturn]] void on_error(png_structp png, png_const_charp) { png_longjmp(png, 1); }
void on_warning(png_structp, png_const_charp) {}

// Everything becomes 8-bit grey or RGB, with alpha if the file has any.
void choose_form(Decoding& d) {
  png_set_expand(d.png);
  png_set_scale_16(d.png);
  png_set_interlace_handling(d.png);
  png_read_update_info(d.png, d.info);
  const int type = png_get_color_type(d.png, d.info);
  d.has_alpha = (type & PNG_COLOR_MASK_ALPHA) != 0;
  d.out.picture.channels = type & PNG_COLOR_MASK_COLOR ? Channels::rgb : Channels::grey;
  d.out.picture.width = png_get_image_width(d.png, d.info);
  d.out.picture.height = png_get_image_height(d.png, d.info);
}

void find_orientation(Decoding& d) {
  png_uint_32 size = 0;
  png_bytep exif = nullptr;
  if (png_get_eXIf_1(d.png, d.info, &size, &exif) && exif)
    d.out.orientation = exif_orientation({exif, size});
}

bool run(Decoding& d, const Limits& limits) {
  d.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, on_error, on_warning);
  if (!d.png) return false;
  if (setjmp(png_jmpbuf(d.png))) return false;
  d.info = png_create_info_struct(d.png);
  if (!d.info) return false;
  png_set_read_fn(d.png, &d, read_some);
  png_set_read_user_chunk_fn(d.png, &d, on_unknown);
  // The sides are judged here, with their own error; the chunk limits stop compressed text that
  // swells.
  png_set_user_limits(d.png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_cache_max(d.png, 64);
  png_set_chunk_malloc_max(d.png, 4u * 1024 * 1024);
  png_read_info(d.png, d.info);
  if (d.is_animated) return false;
  const std::uint64_t width = png_get_image_width(d.png, d.info),
                      height = png_get_image_height(d.png, d.info);
  const std::size_t channels = 4;  // at most, after expansion
  if (width > limits.side_max || height > limits.side_max || width * height > limits.pixels_max ||
      width * height * channels > limits.memory_max) {
    d.too_large = true;
    return false;
  }
  choose_form(d);
  const std::size_t stride = png_get_rowbytes(d.png, d.info);
  d.raw.resize(stride * height);
  d.rows.resize(height);
  for (std::size_t y = 0; y < height; y++) d.rows[y] = d.raw.data() + y * stride;
  png_read_image(d.png, d.rows.data());
  png_read_end(d.png, d.info);
  find_orientation(d);
  return true;
}

}  // namespace

Result<Stored> decode_png(View file, const Limits& limits) {
  Decoding d;
  d.rest = file;
  if (!run(d, limits))
    return d.is_animated ? Err::unsupported : d.too_large ? Err::too_large : Err::malformed;
  const std::size_t channels = static_cast<std::size_t>(d.out.picture.channels);
  d.out.picture.pixels = d.has_alpha ? laid_on_white(d.raw, channels) : std::move(d.raw);
  return std::move(d.out);
}

Result<Bytes> encode_png(const Picture& picture) {
  REQUIRE_OR(picture.width > 0 && picture.height > 0, Err::malformed);
  REQUIRE_OR(picture.pixels.size() == std::size_t{picture.width} * picture.height *
                                          static_cast<std::size_t>(picture.channels),
             Err::malformed);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = picture.width;
  image.height = picture.height;
  image.format = picture.channels == Channels::grey ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  REQUIRE_OR(png_image_write_get_memory_size(image, size, 0, picture.pixels.data(), 0, nullptr),
             Err::malformed);
  Bytes out(size);
  REQUIRE_OR(
      png_image_write_to_memory(&image, out.data(), &size, 0, picture.pixels.data(), 0, nullptr),
      Err::malformed);
  out.resize(size);
  return out;
}

}  // namespace eq::media
