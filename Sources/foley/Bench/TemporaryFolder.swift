import Foundation
import Tensors

/// An empty folder below `$TMPDIR`; throws `FileFault`.
func makeTemporaryFolder() throws -> String {
    let base = NSTemporaryDirectory()
    var template = Array((base + "foley-bench-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw FileFault("make folder", base) }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// Removes it with all that is in it; what cannot be removed is said, and is in nobody's way.
func removeTemporaryFolder(_ folder: String) {
    do { try FileManager.default.removeItem(atPath: folder) } catch {
        emit("note: '\(folder)' could not be removed\n", to: STDERR_FILENO)
    }
}
