import Foundation
import Notebook
import Synchronization
import Tensors

/// `--timings`: one JSON object a statement, appended as they end.
final class Timings: Sendable {
    private let path: String
    private let descriptor: Int32
    private let cell = Mutex("")

    /// Begins the file anew, whatever kind of file it is; throws `FileFault`.
    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileFault("write", path) }
    }

    deinit { close(descriptor) }

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
