# One static library a layer: metaqnn::<name>, from the .cpp files of the calling folder.
#   metaqnn_add_layer(<name> LINKS <targets that its headers and sources may see>)
function(metaqnn_add_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 layer "" "" "LINKS")
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(metaqnn_${name} STATIC ${sources})
  add_library(metaqnn::${name} ALIAS metaqnn_${name})
  target_include_directories(metaqnn_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  target_link_libraries(metaqnn_${name} PUBLIC ${layer_LINKS} PRIVATE metaqnn_warnings)
endfunction()

add_library(metaqnn_warnings INTERFACE)
target_compile_options(metaqnn_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                       # GCC 12 finds overlaps in std::string that are not there (bug 105651)
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
                       -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual)
if(METAQNN_WARNINGS_AS_ERRORS)
  target_compile_options(metaqnn_warnings INTERFACE -Werror)
endif()
