internal import CPango
import Foundation

/// The surface that a canvas draws on: pixels in memory, or a growing SVG or PDF file.
final class Sheet {
    let surface: OpaquePointer
    /// Has loaded the library that sheets are made with, and letters what is drawn on this one.
    let renderer: Renderer
    let width: Int
    let height: Int
    private let file: GrowingFile?

    /// Opaque pixels.
    init(pixelsWide width: Int, high height: Int, with renderer: Renderer) {
        self.renderer = renderer
        surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
        self.width = width
        self.height = height
        file = nil
    }

    /// A scalable vector file in CSS pixels.
    init(svgWide width: Int, high height: Int, with renderer: Renderer) {
        self.renderer = renderer
        let file = GrowingFile()
        surface = cairo_svg_surface_create_for_stream(
            GrowingFile.write, Unmanaged.passUnretained(file).toOpaque(), Double(width), Double(height))
        cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX)
        self.file = file
        self.width = width
        self.height = height
    }

    /// A page in points; its dates are fixed, so that equal figures are equal files.
    init(pdfWide width: Int, high height: Int, title: String, with renderer: Renderer) {
        self.renderer = renderer
        let file = GrowingFile()
        surface = cairo_pdf_surface_create_for_stream(
            GrowingFile.write, Unmanaged.passUnretained(file).toOpaque(), Double(width), Double(height))
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title.printable)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, "2000-01-01T00:00:00Z")
        self.file = file
        self.width = width
        self.height = height
    }

    deinit { cairo_surface_destroy(surface) }

    var isVector: Bool { file != nil }

    /// Throws if anything drawn so far has failed.
    func check() throws {
        let status = cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS else {
            throw DrawingFailed(reason: String(cString: cairo_status_to_string(status)))
        }
    }

    /// Ends the page; the bytes of the SVG or PDF file.
    func finishedFile() throws -> [UInt8] {
        cairo_surface_finish(surface)
        try check()
        return file?.bytes ?? []
    }

    /// The pixels drawn, opaque.
    func pixels() throws -> Pixels {
        cairo_surface_flush(surface)
        try check()
        guard let data = cairo_image_surface_get_data(surface) else {
            throw DrawingFailed(reason: "the surface has no pixels")
        }
        let stride = Int(cairo_image_surface_get_stride(surface))
        let rgba = [UInt8](unsafeUninitializedCapacity: width * height * 4) { bytes, count in
            let words = UnsafeMutableRawBufferPointer(bytes).bindMemory(to: UInt32.self)
            for y in 0..<height {
                let row = UnsafeRawPointer(data + y * stride).assumingMemoryBound(to: UInt32.self)
                let target = y * width
                for x in 0..<width {
                    let word = row[x]  // 0x00RRGGBB
                    let swapped = (word & 0xFF) << 16 | (word & 0xFF00) | (word >> 16 & 0xFF) | 0xFF00_0000
                    words[target + x] = swapped.littleEndian
                }
            }
            count = width * height * 4
        }
        return Pixels(width: width, height: height, rgba: rgba)
    }
}

/// Bytes that cairo appends to while it draws.
private final class GrowingFile {
    var bytes: [UInt8] = []

    static let write: cairo_write_func_t = { closure, data, length in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        let file = Unmanaged<GrowingFile>.fromOpaque(closure).takeUnretainedValue()
        file.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
        return CAIRO_STATUS_SUCCESS
    }
}
