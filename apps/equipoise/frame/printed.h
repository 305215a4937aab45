// Whether a program that reads objects has got one.
#pragma once

namespace eq::app {

/// Whether this process has printed an object.
bool has_printed_object();

}  // namespace eq::app
