#include "apps/video/video.h"

#include <algorithm>
#include <cstring>
#include <memory>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libswscale/swscale.h>
}

namespace eq::video {
namespace {

// Of what libav could read, what people send; every other reader stays out of a stranger's reach.
constexpr const char* kContainers =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,ogg,flv,asf";
constexpr const char* kCodecs =
    "h264,hevc,vp8,vp9,libdav1d,mpeg4,mpeg2video,mpeg1video,h263,flv,theora,mjpeg,wmv1,wmv2,wmv3,vc1,ffv1,rawvideo";

struct Source {
  View file;
  std::size_t at = 0;

  static int read(void* self, std::uint8_t* to, int size) {
    auto& s = *static_cast<Source*>(self);
    const std::size_t n = std::min(static_cast<std::size_t>(size), s.file.size() - s.at);
    if (n == 0) return AVERROR_EOF;
    std::memcpy(to, s.file.data() + s.at, n);
    s.at += n;
    return static_cast<int>(n);
  }
  static std::int64_t seek(void* self, std::int64_t offset, int whence) {
    auto& s = *static_cast<Source*>(self);
    const auto size = static_cast<std::int64_t>(s.file.size());
    if (whence & AVSEEK_SIZE) return size;
    if (whence == SEEK_CUR) offset += static_cast<std::int64_t>(s.at);
    if (whence == SEEK_END) offset += size;
    if (offset < 0 || offset > size) return AVERROR(EINVAL);
    s.at = static_cast<std::size_t>(offset);
    return offset;
  }
};

// A file may name others; they are not opened.
int open_nothing(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
  return AVERROR(EPERM);
}

struct Free {
  void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
  void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
  void operator()(AVFrame* p) const { av_frame_free(&p); }
  void operator()(AVPacket* p) const { av_packet_free(&p); }
  void operator()(SwsContext* p) const { sws_freeContext(p); }
  void operator()(AVIOContext* p) const {
    if (p) av_freep(&p->buffer);
    avio_context_free(&p);
  }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Err err_of(int code) {
  if (code == AVERROR(ENOMEM)) return Err::exhausted;
  return code == AVERROR_DEMUXER_NOT_FOUND || code == AVERROR_DECODER_NOT_FOUND ||
                 code == AVERROR(EINVAL)
             ? Err::unsupported
             : Err::malformed;
}

struct Options {
  AVDictionary* all = nullptr;
  ~Options() { av_dict_free(&all); }
};

class Reader {
 public:
  Reader(View file, const Limits& limits) : source_{file}, limits_(limits) {}

  Status open() {
    av_log_set_level(AV_LOG_QUIET);
    constexpr int kBuffer = 1 << 16;
    auto* buffer = static_cast<std::uint8_t*>(av_malloc(kBuffer));
    REQUIRE_OR(buffer, Err::exhausted);
    io_.reset(
        avio_alloc_context(buffer, kBuffer, 0, &source_, Source::read, nullptr, Source::seek));
    AVFormatContext* raw = avformat_alloc_context();
    REQUIRE_OR(io_ && raw, Err::exhausted);
    raw->pb = io_.get();
    raw->io_open = open_nothing;
    raw->flags |= AVFMT_FLAG_CUSTOM_IO;
    Options options;
    av_dict_set(&options.all, "format_whitelist", kContainers, 0);
    av_dict_set(&options.all, "codec_whitelist", kCodecs, 0);
    // frees raw
    if (const int e = avformat_open_input(&raw, "", nullptr, &options.all); e < 0) return err_of(e);
    format_.reset(raw);
    return open_stream();
  }

  Result<std::vector<Frame>> frames() {
    Owned<AVPacket> packet(av_packet_alloc());
    REQUIRE_OR(packet, Err::exhausted);
    for (std::size_t n = 0; av_read_frame(format_.get(), packet.get()) >= 0; n++) {
      REQUIRE_OR(n < limits_.packets_max, Err::too_large);
      const bool is_ours = packet->stream_index == stream_;
      // One packet that is damaged does not end a video; one that leaves nothing to show does not
      // count.
      if (is_ours) avcodec_send_packet(codec_.get(), packet.get());
      av_packet_unref(packet.get());
      if (is_ours) TRY(take_decoded());
    }
    avcodec_send_packet(codec_.get(), nullptr);
    TRY(take_decoded());
    REQUIRE_OR(!out_.empty(), Err::malformed);
    return std::move(out_);
  }

 private:
  Status open_stream() {
    if (const int e = avformat_find_stream_info(format_.get(), nullptr); e < 0) return err_of(e);
    const AVCodec* decoder = nullptr;
    stream_ = av_find_best_stream(format_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, &decoder, 0);
    REQUIRE_OR(stream_ >= 0 && decoder, Err::unsupported);
    codec_.reset(avcodec_alloc_context3(decoder));
    REQUIRE_OR(codec_, Err::exhausted);
    const AVStream& s = *format_->streams[stream_];
    REQUIRE_OR(avcodec_parameters_to_context(codec_.get(), s.codecpar) >= 0, Err::malformed);
    codec_->thread_count = 1;
    codec_->max_pixels = static_cast<std::int64_t>(limits_.pixels_max);
    codec_->pkt_timebase = s.time_base;
    REQUIRE_OR(is_within(s.codecpar->width, s.codecpar->height), Err::too_large);
    Options options;
    av_dict_set(&options.all, "codec_whitelist", kCodecs, 0);
    if (const int e = avcodec_open2(codec_.get(), decoder, &options.all); e < 0) return err_of(e);
    frame_.reset(av_frame_alloc());
    return frame_ ? ok() : Status(Err::exhausted);
  }

  bool is_within(int width, int height) const {
    return width >= 0 && height >= 0 && static_cast<std::uint32_t>(width) <= limits_.side_max &&
           static_cast<std::uint32_t>(height) <= limits_.side_max &&
           static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) <=
               limits_.pixels_max;
  }

  Status take_decoded() {
    while (avcodec_receive_frame(codec_.get(), frame_.get()) >= 0) {
      auto taken = take(*frame_);
      av_frame_unref(frame_.get());
      if (!taken.ok()) return taken;
    }
    return ok();
  }

  Status take(const AVFrame& f) {
    const std::int64_t ms = time_of(f);
    if (ms < next_ms_) return ok();
    REQUIRE_OR(out_.size() < limits_.frames_max && is_within(f.width, f.height), Err::too_large);
    const auto picture = TRY(rgb_of(f));
    const auto print = TRY(phash::fingerprint(picture));
    out_.push_back({print.hash, print.quality, static_cast<std::uint32_t>(ms)});
    next_ms_ = (ms / 1000 + 1) * 1000;
    return ok();
  }

  // Milliseconds from the first frame; a frame without a time follows the last one.
  std::int64_t time_of(const AVFrame& f) {
    if (f.best_effort_timestamp == AV_NOPTS_VALUE) return std::max<std::int64_t>(0, next_ms_ - 1);
    const std::int64_t ms = av_rescale_q(f.best_effort_timestamp, codec_->pkt_timebase, {1, 1000});
    if (!first_ms_) first_ms_ = ms;
    return std::clamp<std::int64_t>(ms - *first_ms_, 0, std::int64_t{UINT32_MAX} - 1000);
  }

  Result<phash::Picture> rgb_of(const AVFrame& f) {
    REQUIRE_OR(f.width > 0 && f.height > 0, Err::malformed);
    scaler_.reset(sws_getCachedContext(
        scaler_.release(), f.width, f.height, static_cast<AVPixelFormat>(f.format), f.width,
        f.height, AV_PIX_FMT_RGB24, SWS_BILINEAR | SWS_ACCURATE_RND | SWS_BITEXACT, nullptr,
        nullptr, nullptr));
    REQUIRE_OR(scaler_, Err::unsupported);
    // libswscale may write a little past the end of a row.
    const int stride = (f.width * 3 + 63) / 64 * 64;
    padded_.resize(static_cast<std::size_t>(stride) * static_cast<std::size_t>(f.height) + 64);
    std::uint8_t* const planes[4] = {padded_.data(), nullptr, nullptr, nullptr};
    const int strides[4] = {stride, 0, 0, 0};
    REQUIRE_OR(
        sws_scale(scaler_.get(), f.data, f.linesize, 0, f.height, planes, strides) == f.height,
        Err::malformed);
    phash::Picture p{static_cast<std::uint32_t>(f.width),
                     static_cast<std::uint32_t>(f.height),
                     phash::Channels::rgb,
                     {}};
    const std::size_t row = std::size_t{p.width} * 3;
    p.pixels.resize(row * p.height);
    for (std::size_t y = 0; y < p.height; y++)
      std::copy_n(padded_.data() + y * static_cast<std::size_t>(stride), row,
                  p.pixels.data() + y * row);
    return p;
  }

  Source source_;
  Limits limits_;
  Owned<AVIOContext> io_;  // outlives the format
  Owned<AVFormatContext> format_;
  Owned<AVCodecContext> codec_;
  Owned<AVFrame> frame_;
  Owned<SwsContext> scaler_;
  Bytes padded_;
  int stream_ = -1;
  std::int64_t next_ms_ = 0;
  std::optional<std::int64_t> first_ms_;
  std::vector<Frame> out_;
};

}  // namespace

Result<std::vector<Frame>> frames_of(View file, const Limits& limits) {
  Reader reader(file, limits);
  TRY(reader.open());
  return reader.frames();
}

}  // namespace eq::video
