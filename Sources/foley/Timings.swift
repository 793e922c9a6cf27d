import Foundation
import Notebook
import Synchronization
import Tensors

/// `--timings`: one JSON object a statement, appended as they end.
final class Timings: Sendable {
    private let path: String
    private let descriptor: Int32
    private let cell = Mutex("")

    /// Begins the file anew, whatever kind of file it is; throws `FileFault`, and `NotTimings` for a file that holds
    /// something else, such as the first notebook where FILE was left out.
    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileFault("write", path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileFault("write", path) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return }
        var first: UInt8 = 0
        let file = try RegularFile(path)
        guard pread(file.descriptor, &first, 1, 0) == 1, first == UInt8(ascii: "{") else { throw NotTimings(path: path) }
        guard ftruncate(descriptor, 0) == 0 else { throw FileFault("write", path) }
    }

    deinit { close(descriptor) }

    /// Takes over what another process wrote.
    func append(contentsOf path: String) throws {
        emit(String(decoding: try contents(ofFile: path), as: UTF8.self), to: descriptor, called: "'\(self.path)'")
    }

    private struct Row: Encodable {
        var notebook: String, cell: String, statement: Int, line: Int?, seconds: Double, state: String
    }

    func take(_ happening: Happening, notebook: String) {
        switch happening {
        case .begins(let cell, _):
            self.cell.withLock { $0 = cell }
        case .ends(let statement, let line, let seconds, let computed):
            let row = Row(
                notebook: notebook, cell: cell.withLock { $0 }, statement: statement, line: line, seconds: seconds,
                state: computed == 0 ? "fresh" : "ran")
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            emit(String(decoding: try! encoder.encode(row), as: UTF8.self) + "\n", to: descriptor, called: "'\(path)'")
        default:
            break
        }
    }
}

/// A file for timings that was there before and is none.
struct NotTimings: Fault {
    var path: String
    var cause: String { "'\(path)' is there already and holds no timings" }
    var remedy: String? { "name the file before the notebooks: foley run --timings times.jsonl notebook.md" }
}
