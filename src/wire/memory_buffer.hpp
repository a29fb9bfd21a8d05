// Stream buffers over memory, for archives; internal to the wire layer.
#pragma once

#include <streambuf>
#include <string>
#include <string_view>

namespace metaqnn::wire {

/// Reads from bytes that outlive it; never writes.
class MemoryBuffer final : public std::streambuf {
  public:
    explicit MemoryBuffer(std::string_view bytes) {
        // The get area is only read from; the interface of streambuf asks for char*.
        char* begin = const_cast<char*>(bytes.data());
        setg(begin, begin, begin + bytes.size());
    }
};

/// Appends to a string that outlives it.
class StringBuffer final : public std::streambuf {
  public:
    explicit StringBuffer(std::string& bytes) : bytes_(bytes) {}

  protected:
    int_type overflow(int_type character) override {
        if (character != traits_type::eof()) bytes_.push_back(static_cast<char>(character));
        return traits_type::not_eof(character);
    }
    std::streamsize xsputn(const char* data, std::streamsize size) override {
        bytes_.append(data, static_cast<std::size_t>(size));
        return size;
    }

  private:
    std::string& bytes_;
};

}  // namespace metaqnn::wire
