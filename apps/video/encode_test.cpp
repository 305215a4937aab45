// Not a test, but what the tests are made from.
#include "apps/video/test_encode.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

namespace eq::video::testing {
namespace {

void write(AVFormatContext* format, AVCodecContext* codec, const AVFrame* frame) {
  AVPacket* packet = av_packet_alloc();
  EQ_ASSERT(packet && avcodec_send_frame(codec, frame) == 0);
  while (avcodec_receive_packet(codec, packet) == 0) {
    av_packet_rescale_ts(packet, codec->time_base, format->streams[0]->time_base);
    packet->stream_index = 0;
    EQ_ASSERT(av_interleaved_write_frame(format, packet) == 0);
  }
  av_packet_free(&packet);
}

AVCodecContext* open_encoder(const char* name, int width, int height, int ms_each) {
  const AVCodec* encoder = avcodec_find_encoder_by_name(name);
  EQ_ASSERT(encoder);
  AVCodecContext* codec = avcodec_alloc_context3(encoder);
  codec->width = width;
  codec->height = height;
  codec->pix_fmt = AV_PIX_FMT_YUV420P;
  codec->time_base = {1, 1000};
  codec->framerate = {1000, ms_each};
  codec->bit_rate = 4'000'000;
  codec->thread_count = 1;
  codec->flags |= AV_CODEC_FLAG_BITEXACT | AV_CODEC_FLAG_GLOBAL_HEADER;
  EQ_ASSERT(avcodec_open2(codec, encoder, nullptr) == 0);
  return codec;
}

}  // namespace

Bytes encode_video(const std::vector<phash::Picture>& pictures, const char* name, int ms_each) {
  const auto& first = pictures.at(0);
  const int width = static_cast<int>(first.width), height = static_cast<int>(first.height);
  AVCodecContext* codec = open_encoder(name, width, height, ms_each);
  AVFormatContext* format = nullptr;
  EQ_ASSERT(avformat_alloc_output_context2(&format, nullptr, "matroska", nullptr) >= 0 &&
            avio_open_dyn_buf(&format->pb) == 0);
  format->flags |= AVFMT_FLAG_BITEXACT;
  AVStream* stream = avformat_new_stream(format, nullptr);
  stream->time_base = codec->time_base;
  EQ_ASSERT(avcodec_parameters_from_context(stream->codecpar, codec) >= 0 &&
            avformat_write_header(format, nullptr) >= 0);
  SwsContext* scaler = sws_getContext(width, height, AV_PIX_FMT_RGB24, width, height,
                                      AV_PIX_FMT_YUV420P, SWS_BILINEAR, nullptr, nullptr, nullptr);
  AVFrame* frame = av_frame_alloc();
  frame->format = AV_PIX_FMT_YUV420P;
  frame->width = width;
  frame->height = height;
  EQ_ASSERT(av_frame_get_buffer(frame, 0) == 0);
  std::int64_t at = 0;
  for (const auto& p : pictures) {
    EQ_ASSERT(p.width == first.width && p.height == first.height &&
              av_frame_make_writable(frame) == 0);
    const std::uint8_t* planes[] = {p.pixels.data(), nullptr, nullptr, nullptr};
    const int strides[] = {3 * width, 0, 0, 0};
    EQ_ASSERT(sws_scale(scaler, planes, strides, 0, height, frame->data, frame->linesize) ==
              height);
    frame->pts = at;
    at += ms_each;
    write(format, codec, frame);
  }
  write(format, codec, nullptr);
  EQ_ASSERT(av_write_trailer(format) == 0);
  std::uint8_t* data = nullptr;
  const int size = avio_close_dyn_buf(format->pb, &data);
  const Bytes out(data, data + size);
  av_free(data);
  av_frame_free(&frame);
  sws_freeContext(scaler);
  avcodec_free_context(&codec);
  avformat_free_context(format);
  return out;
}

}  // namespace eq::video::testing
