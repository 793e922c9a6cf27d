#include "drawing.h"
#include "lazily.h"
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-font.h>
#include <pango/pangofc-fontmap.h>

// What Plotting calls. The library of Pango on cairo brings those of cairo, fontconfig and GObject along.
#define FUNCTIONS(X) \
    X(FcBool, FcConfigAppFontAddFile, (FcConfig *a, const FcChar8 *b), (a, b)) \
    X(FcConfig *, FcConfigCreate, (void), ()) \
    X(void, FcConfigDestroy, (FcConfig *a), (a)) \
    X(FcConfig *, FcInitLoadConfigAndFonts, (void), ()) \
    X(FcResult, FcPatternGetInteger, (const FcPattern *a, const char *b, int c, int *d), (a, b, c, d)) \
    X(FcResult, FcPatternGetString, (const FcPattern *a, const char *b, int c, FcChar8 **d), (a, b, c, d)) \
    X(const char *, cairo_version_string, (void), ()) \
    X(const char *, pango_version_string, (void), ()) \
    X(void, cairo_arc, (cairo_t *a, double b, double c, double d, double e, double f), (a, b, c, d, e, f)) \
    X(void, cairo_clip, (cairo_t *a), (a)) \
    X(void, cairo_close_path, (cairo_t *a), (a)) \
    X(cairo_t *, cairo_create, (cairo_surface_t *a), (a)) \
    X(void, cairo_destroy, (cairo_t *a), (a)) \
    X(void, cairo_fill, (cairo_t *a), (a)) \
    X(cairo_font_options_t *, cairo_font_options_create, (void), ()) \
    X(void, cairo_font_options_destroy, (cairo_font_options_t *a), (a)) \
    X(void, cairo_font_options_set_antialias, (cairo_font_options_t *a, cairo_antialias_t b), (a, b)) \
    X(void, cairo_font_options_set_hint_metrics, (cairo_font_options_t *a, cairo_hint_metrics_t b), (a, b)) \
    X(void, cairo_font_options_set_hint_style, (cairo_font_options_t *a, cairo_hint_style_t b), (a, b)) \
    X(cairo_pattern_t *, cairo_get_source, (cairo_t *a), (a)) \
    X(cairo_surface_t *, cairo_image_surface_create, (cairo_format_t a, int b, int c), (a, b, c)) \
    X(unsigned char *, cairo_image_surface_get_data, (cairo_surface_t *a), (a)) \
    X(int, cairo_image_surface_get_stride, (cairo_surface_t *a), (a)) \
    X(void, cairo_line_to, (cairo_t *a, double b, double c), (a, b, c)) \
    X(void, cairo_move_to, (cairo_t *a, double b, double c), (a, b, c)) \
    X(void, cairo_new_sub_path, (cairo_t *a), (a)) \
    X(void, cairo_pattern_set_filter, (cairo_pattern_t *a, cairo_filter_t b), (a, b)) \
    X(cairo_surface_t *, cairo_pdf_surface_create_for_stream, (cairo_write_func_t a, void *b, double c, double d), (a, b, c, d)) \
    X(void, cairo_pdf_surface_set_metadata, (cairo_surface_t *a, cairo_pdf_metadata_t b, const char *c), (a, b, c)) \
    X(void, cairo_rectangle, (cairo_t *a, double b, double c, double d, double e), (a, b, c, d, e)) \
    X(void, cairo_restore, (cairo_t *a), (a)) \
    X(void, cairo_rotate, (cairo_t *a, double b), (a, b)) \
    X(void, cairo_save, (cairo_t *a), (a)) \
    X(void, cairo_scale, (cairo_t *a, double b, double c), (a, b, c)) \
    X(void, cairo_set_antialias, (cairo_t *a, cairo_antialias_t b), (a, b)) \
    X(void, cairo_set_dash, (cairo_t *a, const double *b, int c, double d), (a, b, c, d)) \
    X(void, cairo_set_line_cap, (cairo_t *a, cairo_line_cap_t b), (a, b)) \
    X(void, cairo_set_line_join, (cairo_t *a, cairo_line_join_t b), (a, b)) \
    X(void, cairo_set_line_width, (cairo_t *a, double b), (a, b)) \
    X(void, cairo_set_source_rgb, (cairo_t *a, double b, double c, double d), (a, b, c, d)) \
    X(void, cairo_set_source_rgba, (cairo_t *a, double b, double c, double d, double e), (a, b, c, d, e)) \
    X(void, cairo_set_source_surface, (cairo_t *a, cairo_surface_t *b, double c, double d), (a, b, c, d)) \
    X(cairo_status_t, cairo_status, (cairo_t *a), (a)) \
    X(const char *, cairo_status_to_string, (cairo_status_t a), (a)) \
    X(void, cairo_stroke, (cairo_t *a), (a)) \
    X(void, cairo_surface_destroy, (cairo_surface_t *a), (a)) \
    X(void, cairo_surface_finish, (cairo_surface_t *a), (a)) \
    X(void, cairo_surface_flush, (cairo_surface_t *a), (a)) \
    X(void, cairo_surface_mark_dirty, (cairo_surface_t *a), (a)) \
    X(cairo_status_t, cairo_surface_status, (cairo_surface_t *a), (a)) \
    X(cairo_surface_t *, cairo_svg_surface_create_for_stream, (cairo_write_func_t a, void *b, double c, double d), (a, b, c, d)) \
    X(void, cairo_svg_surface_set_document_unit, (cairo_surface_t *a, cairo_svg_unit_t b), (a, b)) \
    X(void, cairo_translate, (cairo_t *a, double b, double c), (a, b, c)) \
    X(void, g_object_unref, (gpointer a), (a)) \
    X(void, pango_cairo_context_set_font_options, (PangoContext *a, const cairo_font_options_t *b), (a, b)) \
    X(void, pango_cairo_context_set_resolution, (PangoContext *a, double b), (a, b)) \
    X(PangoFontMap *, pango_cairo_font_map_new_for_font_type, (cairo_font_type_t a), (a)) \
    X(void, pango_cairo_show_layout, (cairo_t *a, PangoLayout *b), (a, b)) \
    X(void, pango_cairo_update_context, (cairo_t *a, PangoContext *b), (a, b)) \
    X(void, pango_context_set_language, (PangoContext *a, PangoLanguage *b), (a, b)) \
    X(void, pango_context_set_round_glyph_positions, (PangoContext *a, gboolean b), (a, b)) \
    X(FcPattern *, pango_fc_font_get_pattern, (PangoFcFont *a), (a)) \
    X(void, pango_fc_font_map_set_config, (PangoFcFontMap *a, FcConfig *b), (a, b)) \
    X(void, pango_font_description_free, (PangoFontDescription *a), (a)) \
    X(PangoFontDescription *, pango_font_description_new, (void), ()) \
    X(void, pango_font_description_set_absolute_size, (PangoFontDescription *a, double b), (a, b)) \
    X(void, pango_font_description_set_family, (PangoFontDescription *a, const char *b), (a, b)) \
    X(void, pango_font_description_set_weight, (PangoFontDescription *a, PangoWeight b), (a, b)) \
    X(PangoContext *, pango_font_map_create_context, (PangoFontMap *a), (a)) \
    X(PangoLanguage *, pango_language_from_string, (const char *a), (a)) \
    X(int, pango_layout_get_baseline, (PangoLayout *a), (a)) \
    X(void, pango_layout_get_extents, (PangoLayout *a, PangoRectangle *b, PangoRectangle *c), (a, b, c)) \
    X(PangoLayoutIter *, pango_layout_get_iter, (PangoLayout *a), (a)) \
    X(int, pango_layout_get_line_count, (PangoLayout *a), (a)) \
    X(int, pango_layout_get_unknown_glyphs_count, (PangoLayout *a), (a)) \
    X(gboolean, pango_layout_is_ellipsized, (PangoLayout *a), (a)) \
    X(void, pango_layout_iter_free, (PangoLayoutIter *a), (a)) \
    X(PangoLayoutRun *, pango_layout_iter_get_run_readonly, (PangoLayoutIter *a), (a)) \
    X(gboolean, pango_layout_iter_next_run, (PangoLayoutIter *a), (a)) \
    X(PangoLayout *, pango_layout_new, (PangoContext *a), (a)) \
    X(void, pango_layout_set_alignment, (PangoLayout *a, PangoAlignment b), (a, b)) \
    X(void, pango_layout_set_auto_dir, (PangoLayout *a, gboolean b), (a, b)) \
    X(void, pango_layout_set_ellipsize, (PangoLayout *a, PangoEllipsizeMode b), (a, b)) \
    X(void, pango_layout_set_font_description, (PangoLayout *a, const PangoFontDescription *b), (a, b)) \
    X(void, pango_layout_set_height, (PangoLayout *a, int b), (a, b)) \
    X(void, pango_layout_set_single_paragraph_mode, (PangoLayout *a, gboolean b), (a, b)) \
    X(void, pango_layout_set_text, (PangoLayout *a, const char *b, int c), (a, b, c)) \
    X(void, pango_layout_set_width, (PangoLayout *a, int b), (a, b)) \
    X(void, pango_layout_set_wrap, (PangoLayout *a, PangoWrapMode b), (a, b))

FOLEY_LAZILY(foley_drawing_open, "libpangocairo-1.0.so.0", FUNCTIONS)
