// libjpeg-turbo reports errors by longjmp.  So each function that calls it and may be left that way
// keeps nothing with a destructor: what must be freed lies in a Session, owned by the caller.
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include <jerror.h>
#include <jpeglib.h>

#include <optional>

#include "apps/media/decode.h"
#include "apps/media/encode.h"
#include "eq/phash/rows.h"

namespace eq::media {
namespace {

struct ErrorFrame {
  jpeg_error_mgr base;  // first, so that a pointer to it is a pointer to the frame
  std::jmp_buf back;
  bool out_of_memory;
};

[[noreturn]] void leave(j_common_ptr info) {
  auto* frame = reinterpret_cast<ErrorFrame*>(info->err);
  frame->out_of_memory = info->err->msg_code == JERR_OUT_OF_MEMORY;
  std::longjmp(frame->back, 1);
}

// Warnings mean that data is missing or damaged and was replaced by guesses; a hash of guesses is
// worth nothing.  Two kinds are common in sound files and stay harmless.
void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  const int code = info->err->msg_code;
  if (code == JWRN_EXTRANEOUS_DATA || code == JWRN_ADOBE_XFORM) return;
  leave(info);
}
void stay_silent(j_common_ptr) {}

void prepare(ErrorFrame& frame) {
  jpeg_std_error(&frame.base);
  frame.base.error_exit = leave;
  frame.base.emit_message = on_message;
  frame.base.output_message = stay_silent;
  frame.out_of_memory = false;
}

struct Decoding {
  ErrorFrame error{};
  jpeg_decompress_struct info{};
  jpeg_progress_mgr progress{};
  int scans_max = 0;
  bool created = false;
  bool too_large = false;
  bool needs_pixels = false;
  Stored out;
  Bytes row;
  std::optional<phash::RowHasher> hasher;

  ~Decoding() {
    if (created) jpeg_destroy_decompress(&info);
  }
};

// A progressive file may repeat scans without end, each over all of the picture.
void count_scans(j_common_ptr common) {
  auto* info = reinterpret_cast<jpeg_decompress_struct*>(common);
  auto* decoding = static_cast<Decoding*>(info->client_data);
  if (info->input_scan_number > decoding->scans_max) {
    decoding->too_large = true;
    leave(common);
  }
}

void find_orientation(Decoding& d) {
  constexpr std::size_t kPrefix = 6;  // "Exif" and two zero bytes
  for (jpeg_saved_marker_ptr m = d.info.marker_list; m; m = m->next) {
    if (m->marker == JPEG_APP0 + 1 && m->data_length > kPrefix &&
        std::equal(m->data, m->data + 4, "Exif")) {
      d.out.orientation = exif_orientation({m->data + kPrefix, m->data_length - kPrefix});
      return;
    }
  }
}

void convert_cmyk(const std::uint8_t* in, std::uint8_t* out, std::size_t width, bool inverted) {
  for (std::size_t x = 0; x < width; x++) {
    const unsigned k = inverted ? in[4 * x + 3] : 255 - in[4 * x + 3];
    for (std::size_t i = 0; i < 3; i++) {
      const unsigned c = inverted ? in[4 * x + i] : 255 - in[4 * x + i];
      out[3 * x + i] = static_cast<std::uint8_t>((c * k + 127) / 255);
    }
  }
}

void read_rows(Decoding& d) {
  auto& info = d.info;
  const bool is_cmyk = info.out_color_space == JCS_CMYK;
  const std::size_t stride =
      std::size_t{info.output_width} * static_cast<std::size_t>(d.out.picture.channels);
  while (info.output_scanline < info.output_height) {
    std::uint8_t* target = d.out.picture.pixels.data() + info.output_scanline * stride;
    JSAMPROW row = is_cmyk ? d.row.data() : target;
    jpeg_read_scanlines(&info, &row, 1);
    if (is_cmyk) convert_cmyk(d.row.data(), target, info.output_width, info.saw_Adobe_marker);
  }
}

void begin_hashing(Decoding& d) {
  d.hasher.emplace(
      *phash::RowHasher::of(d.info.output_width, d.info.output_height, d.out.picture.channels));
  d.row.resize(std::size_t{d.info.output_width} * 3);
}

void hash_rows(Decoding& d) {
  auto& info = d.info;
  JSAMPROW row = d.row.data();
  while (info.output_scanline < info.output_height) {
    jpeg_read_scanlines(&info, &row, 1);
    d.hasher->row(row);
  }
}

enum class Take { pixels, fingerprint };

// @return false if the library gave up, or needs all pixels to hash them; the reason is in `d`.
bool run(Decoding& d, View file, const Limits& limits, Take take) {
  prepare(d.error);
  d.info.err = &d.error.base;
  if (setjmp(d.error.back)) return false;
  jpeg_create_decompress(&d.info);
  d.created = true;
  d.info.client_data = &d;
  d.info.mem->max_memory_to_use = static_cast<long>(limits.memory_max);
  d.progress.progress_monitor = count_scans;
  d.info.progress = &d.progress;
  d.scans_max = limits.scans_max;
  jpeg_mem_src(&d.info, file.data(), file.size());
  jpeg_save_markers(&d.info, JPEG_APP0 + 1, 0xffff);
  jpeg_read_header(&d.info, TRUE);
  const std::uint64_t pixels = std::uint64_t{d.info.image_width} * d.info.image_height;
  if (d.info.image_width > limits.side_max || d.info.image_height > limits.side_max ||
      pixels > limits.pixels_max) {
    d.too_large = true;
    return false;
  }
  find_orientation(d);
  const bool is_grey = d.info.jpeg_color_space == JCS_GRAYSCALE;
  const bool is_cmyk = d.info.jpeg_color_space == JCS_CMYK || d.info.jpeg_color_space == JCS_YCCK;
  if (take == Take::fingerprint && (is_cmyk || d.out.orientation != 1)) {
    d.needs_pixels = true;
    return false;
  }
  d.info.out_color_space = is_grey ? JCS_GRAYSCALE : is_cmyk ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&d.info);
  d.out.picture.width = d.info.output_width;
  d.out.picture.height = d.info.output_height;
  d.out.picture.channels = is_grey ? Channels::grey : Channels::rgb;
  if (take == Take::fingerprint) {
    begin_hashing(d);
    hash_rows(d);
    jpeg_finish_decompress(&d.info);
    return true;
  }
  d.out.picture.pixels.resize(pixels * (is_grey ? 1 : 3));
  if (is_cmyk) d.row.resize(std::size_t{d.info.output_width} * 4);
  read_rows(d);
  jpeg_finish_decompress(&d.info);
  return true;
}

Err reason(const Decoding& d) {
  return d.too_large || d.error.out_of_memory ? Err::too_large : Err::malformed;
}

struct Encoding {
  ErrorFrame error{};
  jpeg_compress_struct info{};
  bool created = false;
  unsigned char* data = nullptr;
  unsigned long size = 0;

  ~Encoding() {
    if (created) jpeg_destroy_compress(&info);
    std::free(data);
  }
};

bool run(Encoding& e, const Picture& picture, int quality) {
  prepare(e.error);
  e.info.err = &e.error.base;
  if (setjmp(e.error.back)) return false;
  jpeg_create_compress(&e.info);
  e.created = true;
  jpeg_mem_dest(&e.info, &e.data, &e.size);
  e.info.image_width = picture.width;
  e.info.image_height = picture.height;
  e.info.input_components = static_cast<int>(picture.channels);
  e.info.in_color_space = picture.channels == Channels::grey ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&e.info);
  jpeg_set_quality(&e.info, quality, TRUE);
  jpeg_start_compress(&e.info, TRUE);
  const std::size_t stride =
      std::size_t{picture.width} * static_cast<std::size_t>(picture.channels);
  while (e.info.next_scanline < e.info.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(picture.pixels.data() + e.info.next_scanline * stride);
    jpeg_write_scanlines(&e.info, &row, 1);
  }
  jpeg_finish_compress(&e.info);
  return true;
}

}  // namespace

Result<Stored> decode_jpeg(View file, const Limits& limits) {
  Decoding d;
  if (!run(d, file, limits, Take::pixels)) return reason(d);
  return std::move(d.out);
}

Result<phash::Fingerprint> fingerprint_jpeg(View file, const Limits& limits) {
  Decoding d;
  if (run(d, file, limits, Take::fingerprint)) return d.hasher->finish();
  if (!d.needs_pixels) return reason(d);
  return phash::fingerprint(upright(TRY(decode_jpeg(file, limits))));
}

Result<Bytes> encode_jpeg(const Picture& picture, int quality) {
  REQUIRE_OR(picture.width > 0 && picture.height > 0 && quality >= 1 && quality <= 100,
             Err::malformed);
  REQUIRE_OR(picture.pixels.size() == std::size_t{picture.width} * picture.height *
                                          static_cast<std::size_t>(picture.channels),
             Err::malformed);
  Encoding e;
  if (!run(e, picture, quality)) return Err::malformed;
  return Bytes(e.data, e.data + e.size);
}

}  // namespace eq::media
