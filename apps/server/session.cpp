// One connection: requests are read whole, answered in order, refused where they are none.
#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/status.hpp>
#include <new>

#include "apps/server/chunked.h"
#include "apps/server/http_beast.h"

namespace eq::server {
namespace {
namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using std::chrono::milliseconds;

constexpr std::size_t kHeadMax = 16 * 1024;
constexpr unsigned kEmptyLinesMax = 8;  // before a head
// an oversized body up to here is read and dropped
constexpr std::size_t kDrainMax = 64 * 1024 * 1024;
constexpr std::size_t kPart = 64 * 1024;
constexpr auto kLinger = std::chrono::seconds(2);

std::string_view as_text(View bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Stream stream, std::shared_ptr<const HttpOptions> options, PeerAddress from,
          std::shared_ptr<Place> place)
      : executor_(stream.get_executor()),
        stream_(std::move(stream)),
        options_(std::move(options)),
        from_(from),
        place_(std::move(place)) {}

  void start() {
    place_->gives_way_by([weak = weak_from_this()] {
      if (const auto self = weak.lock()) asio::post(self->executor_, [self] { self->give_way(); });
    });
    if (!stream_.is_secure()) return read_head(true);
    place_->waiting();
    expire(options_->head_ms_max);
    stream_.async_accept([self = shared_from_this()](beast::error_code ec) {
      if (!ec) self->read_head(true);
    });
  }

  /// Idle until a byte comes; from then on the whole head has its time, however it trickles.
  void read_head(bool first) {
    place_->release_body();
    place_->waiting();
    head_ = {};
    end_ = {};
    read_ = 0;
    chunks_.reset();
    begun_ = false;
    expire(first ? options_->head_ms_max : options_->idle_ms_max);
    look_for_head();
  }

 private:
  void expire(unsigned ms) { stream_.next_layer().expires_after(milliseconds(ms)); }

  void look_for_head() {
    if (!begun_ && !in_.empty()) {
      begun_ = true;
      expire(options_->head_ms_max);
    }
    const auto end = end_.look(as_text(in_));
    if (!end.ok()) return refuse_and_close(400);
    if (*end) return **end == 2 ? skip_empty_line() : on_head(**end);
    if (in_.size() >= kHeadMax) return refuse_and_close(431);
    read_more([](Session& s) { s.look_for_head(); });
  }

  void skip_empty_line() {
    if (++empty_lines_ > kEmptyLinesMax) return refuse_and_close(400);
    drop(2);
    end_ = {};
    look_for_head();
  }

  /// Nothing happens any more if the peer is gone, or its time is up.
  template <class Then>
  void read_more(Then then) {
    const std::size_t had = in_.size();
    in_.resize(had + kHeadMax);
    stream_.async_read_some(
        asio::buffer(in_.data() + had, kHeadMax),
        [self = shared_from_this(), had, then](beast::error_code ec, std::size_t n) {
          self->in_.resize(had + (ec ? 0 : n));
          if (self->leaving_ && !self->closing_) return self->refuse_and_close(503);
          if (!ec) then(*self);
        });
  }
  void drop(std::size_t n) { in_.erase(in_.begin(), in_.begin() + static_cast<std::ptrdiff_t>(n)); }

  void on_head(std::size_t size) {
    if (size > kHeadMax) return refuse_and_close(431);
    auto head = parse_head(as_text(in_).substr(0, size));
    if (!head.ok()) return refuse_and_close(400);
    head_ = std::move(head).take();
    drop(size);
    empty_lines_ = 0;
    if (head_.upgrades_to_websocket) return upgrade();
    limit_ = options_->body_size_max ? options_->body_size_max(head_.method, head_.target) : 0;
    const auto* sized = std::get_if<SizedBody>(&head_.body);
    left_ = sized ? sized->size : 0;
    if (!sized) chunks_.emplace();
    if (left_ > kDrainMax) return refuse_and_close(413);
    if (head_.expects_continue && left_ > limit_) return refuse_and_close(413);
    if (!head_.expects_continue) return read_body();
    out_ = "HTTP/1.1 100 Continue\r\n\r\n";
    write({}, [](Session& s) { s.read_body(); });
  }

  void read_body() {
    expire(options_->idle_ms_max);
    bool held = true;
    const auto keep = [&](std::string_view part) {
      read_ += part.size();
      if (read_ > limit_) return;
      held = held && place_->hold_body(part.size());
      if (held) body_.insert(body_.end(), part.begin(), part.end());
    };
    std::size_t taken = 0;
    if (chunks_) {
      const auto n = chunks_->take(as_text(in_), keep);
      if (!n.ok()) return refuse_and_close(400);
      taken = *n;
    } else {
      taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, in_.size()));
      keep(as_text(in_).substr(0, taken));
      left_ -= taken;
    }
    drop(taken);
    if (!held) return refuse_and_close(503);
    if (read_ > kDrainMax) return refuse_and_close(413);
    if (chunks_ ? chunks_->is_whole() : left_ == 0) return on_body();
    read_more([](Session& s) { s.read_body(); });
  }

  void on_body() {
    if (read_ > limit_) return respond(refusal(413));
    if (std::ranges::find(options_->methods, head_.method) == options_->methods.end())
      return respond(refusal(405));
    place_->busy();
    stream_.next_layer().expires_never();  // the answer may take its time
    HttpRequest request{head_.method,
                        head_.target,
                        std::string(head_.only("Authorization")),
                        std::string(head_.only("Content-Type")),
                        std::move(body_),
                        from_};
    try {
      hand_over(std::move(request));
    } catch (const std::bad_alloc&) {
      respond(refusal(503));
    }
  }

  void hand_over(HttpRequest request) {
    options_->on_request(std::move(request), [self = shared_from_this()](HttpResponse response) {
      asio::post(self->executor_, [self, response = std::move(response)]() mutable {
        self->respond(std::move(response));
      });
    });
  }

  HttpResponse refusal(int status) const {
    if (options_->refusal) return options_->refusal(status);
    HttpResponse r;
    r.status = status;
    r.body = to_bytes(std::string_view(status == 413                    ? "too_large\n"
                                       : status == 404 || status == 405 ? "unknown\n"
                                       : status == 503                  ? "unavailable\n"
                                                                        : "malformed\n"));
    return r;
  }

  void respond(HttpResponse response) {
    if (response.body.size() > kPart && !place_->hold_reply(response.body.size())) {
      // What was asked for may be done; a 503 would say that it is not.
      if (head_.method == "POST") return close();
      response = refusal(503);
    }
    const auto status = static_cast<unsigned>(response.status);
    const auto reason = beast::http::obsolete_reason(static_cast<beast::http::status>(status));
    out_ = "HTTP/1.1 " + std::to_string(status) + " " + std::string(reason) +
           "\r\nContent-Type: " + response.content_type +
           "\r\nContent-Length: " + std::to_string(response.body.size()) +
           "\r\nX-Content-Type-Options: nosniff\r\n";
    for (const auto& [name, value] : response.headers) out_ += name + ": " + value + "\r\n";
    if (!head_.keep_alive) out_ += "Connection: close\r\n";
    out_ += "\r\n";
    if (head_.method == "HEAD") response.body.clear();
    write(std::move(response.body), [](Session& s) {
      if (s.head_.keep_alive) return s.read_head(false);
      s.close();
    });
  }

  /// What is in out_, then `body`.  Each part has its time, so that whoever reads slowly reads on
  /// and whoever does not read ends.
  template <class Then>
  void write(Bytes body, Then then) {
    place_->waiting();  // for the peer to take it
    reply_ = std::move(body);
    const std::size_t first = std::min(reply_.size(), kPart);
    expire(options_->idle_ms_max);
    asio::async_write(stream_, std::array{asio::buffer(out_), asio::buffer(reply_.data(), first)},
                      [self = shared_from_this(), first, then](beast::error_code ec, std::size_t) {
                        if (!ec) self->write_rest(first, then);
                      });
  }
  template <class Then>
  void write_rest(std::size_t from, Then then) {
    const std::size_t n = std::min(reply_.size() - from, kPart);
    if (n == 0) {
      Bytes().swap(reply_);
      place_->release_reply();
      return then(*this);
    }
    expire(options_->idle_ms_max);
    asio::async_write(
        stream_, asio::buffer(reply_.data() + from, n),
        [self = shared_from_this(), next = from + n, then](beast::error_code ec, std::size_t) {
          if (!ec) self->write_rest(next, then);
        });
  }

  /// Others need the place.  A read that is under way ends, and then it is told so; an answer that
  /// is not taken ends.
  void give_way() {
    if (!place_) return;  // it has become a WebSocket
    leaving_ = true;
    stream_.next_layer().cancel();
  }

  void refuse_and_close(int status) {
    leaving_ = false;
    Bytes().swap(body_);
    place_->release_body();
    head_.keep_alive = false;
    if (head_.method == "HEAD") head_.method = "GET";
    respond(refusal(status));
  }

  void upgrade() {
    if (options_->socket_path.empty() || head_.target != options_->socket_path)
      return refuse_and_close(404);
    if (!in_.empty()) return refuse_and_close(400);  // it speaks before it was answered
    run_socket(std::move(stream_), head_, options_, std::move(place_));
  }

  /// What the peer still sends is read for a moment: a socket that is closed with something unread
  /// in it takes back the answer that was sent.
  void close() {
    beast::error_code ignored;
    stream_.next_layer().socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.next_layer().expires_after(kLinger);
    closing_ = true;
    linger();
  }
  void linger() {
    in_.clear();
    read_more([](Session& s) { s.linger(); });
  }

  Stream::executor_type executor_;
  Stream stream_;
  std::shared_ptr<const HttpOptions> options_;
  PeerAddress from_;
  std::shared_ptr<Place> place_;
  Bytes in_;  // arrived and not yet taken
  HeadEnd end_;
  RequestHead head_;
  std::optional<ChunkReader> chunks_;
  Bytes body_, reply_;
  std::string out_;
  std::uint64_t left_ = 0;  // of a body whose size was said
  std::size_t limit_ = 0, read_ = 0;
  unsigned empty_lines_ = 0;
  bool begun_ = false, leaving_ = false, closing_ = false;
};
}  // namespace

void run_session(Stream stream, std::shared_ptr<const HttpOptions> options, PeerAddress from,
                 std::shared_ptr<Place> place) {
  std::make_shared<Session>(std::move(stream), std::move(options), from, std::move(place))->start();
}

}  // namespace eq::server
