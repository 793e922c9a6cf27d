import Foundation
import Notebook
import Synchronization
import Tensors

/// `--timings`: one JSON object a statement, appended as they end.
final class Timings: Sendable {
    private let sink: TextSink
    private let state = Mutex(State())

    private struct State {
        var cell = ""
        var failure: FileFault?
    }

    /// Begins the file anew; throws `FileFault`.
    init(path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileFault("write", path) }
        sink = TextSink(descriptor: descriptor, name: path)
    }

    deinit { close(sink.descriptor) }

    /// Throws what kept a row from being written: a full disk does not stop the notebook, and is not passed over.
    func check() throws { if let failure = state.withLock({ $0.failure }) { throw failure } }

    private struct Row: Encodable {
        var notebook: String, cell: String, statement: Int, line: Int?, seconds: Double, state: String
    }

    func take(_ happening: Happening, notebook: String) {
        switch happening {
        case .begins(let cell, _):
            state.withLock { $0.cell = cell }
        case .ends(let statement, let line, let seconds, let computed):
            state.withLock { state in
                let row = Row(
                    notebook: notebook, cell: state.cell, statement: statement, line: line, seconds: seconds,
                    state: computed == 0 ? "fresh" : "ran")
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                let text = String(decoding: try! encoder.encode(row), as: UTF8.self) + "\n"
                guard state.failure == nil else { return }
                do throws(FileFault) { try sink.write(text) } catch { state.failure = error }
            }
        default:
            break
        }
    }
}
