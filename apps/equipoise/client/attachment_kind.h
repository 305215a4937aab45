// What an attachment is taken for before anything of it is saved.
//
// Its first bytes decide, and what its sender calls it; never what a decoder makes of it, for that
// may be absent, out of time, or no match for the file.  A picture is what begins like one of
// these, whether or not anything here can open it: JPEG, PNG, GIF, WebP, BMP, ICO, CUR, TIFF, the
// cameras' own kinds (CR2, NEF, DNG and others begin like TIFF; CR3, CRW, RW2, ORF, RAF, MRW, X3F),
// HEIF (HEIC, AVIF), JPEG 2000, JPEG XR, JPEG XL, PSD, PNM, QOI, OpenEXR, PCX, TGA, SVG, and SVGZ
// that says so in its header.  What is not in this list, and not called a picture, is a document.
#pragma once

#include <string>

#include "eq/base/foreign_text.h"
#include "eq/base/result.h"

namespace eq::app {

enum class AttachmentKind { document, picture };
/// @param media_type  as the sender claims: it can make a picture of a file, and nothing else
AttachmentKind kind_of(View file, const ForeignText& media_type);

/// Of sound or moving pictures: MP4 and its kin, Matroska, Ogg, RIFF (WAVE, AVI), FLAC, MP3, AMR,
/// MPEG-TS.
bool begins_like_a_recording(View file);

/// Why a picture could not be opened here, as the end of a sentence about it.
/// @param why  as media::Worker::picture()
std::string why_not_opened(Err why);

}  // namespace eq::app
