import Foundation
import Tensors

/// What other programs reached on the same jobs: JSON lines with `peer`, `metric`, `value` and `unit`.
struct Peers {
    private var rows: [Row] = []

    private struct Row: Decodable { var peer: String, metric: String, value: Double, unit: String }

    /// Reads the lines of a file; throws `FileFault`, and `PeersFault` for a line that is none of these, or is in another
    /// unit than the job that it would be set beside.
    init(file: String) throws {
        let text = String(decoding: try contents(ofFile: file), as: UTF8.self)
        for (number, line) in text.split(separator: "\n").enumerated() where line.contains("\"metric\"") {
            let row: Row
            do { row = try JSONDecoder().decode(Row.self, from: Data(line.utf8)) } catch {
                throw PeersFault(file: file, line: number + 1)
            }
            if let job = Job.all.first(where: { Self.counts(row, for: $0) && !$0.unit.isSpelled(row.unit) }) {
                throw PeersFault(file: file, line: number + 1, units: (row.unit, job.unit.rawValue))
            }
            rows.append(row)
        }
        guard !rows.isEmpty else { throw PeersFault(file: file, line: nil) }
    }

    /// Which of their metrics is which of our jobs; where not every program counts, those whose names begin so.
    private static let metrics: [String: (metrics: [String], peers: String)] = [
        "first prompt": (["first prompt", "ipython -c pass"], "ipython"),
        "start": (["ipython -c pass"], "ipython"),
        "three-cell notebook": (["3 cells", "3 cells from Markdown"], "jupy"),
        // They run all cells anew each time.
        "three-cell notebook again": (["3 cells", "3 cells from Markdown"], "jupy"),
        "log-mel 60 s": (["logmel60_mem"], ""),
        "log-mel 200 x 5 s": (["logmel200x5_mem", "logmel200x5_mem_batched"], ""),
        "log-mel 200 x 5 s from WAV": (["logmel200x5_wav"], ""),
        "mfcc-20": (["mfcc20_60_mem"], ""),
        "seed cnn train": (["seed_train_b32"], ""),
        "seed cnn infer": (["seed_infer_b32"], ""),
        "vgg train": (["vgg64_128_256_train_b16"], ""),
        "vgg infer": (["vgg64_128_256_infer_b16"], ""),
        "esc-10 train": (["esc10_train_b16"], ""),
        "s2vt step h1000": (["s2vt_h1000_v12000_b32_train"], ""),
        "s2vt step h256": (["s2vt_h256_v2000_b32_train"], ""),
        "plot mel 1600x900 warm": (["mel_png_warm"], ""),
        "session write 1 GB": (["write+fsync"], ""),
        "session reopen 1 GB": (["read (page cache)", "mmap read, every 4 KiB touched"], "safetensors"),
    ]

    /// Names under which results stand that no program's user gets: what the machine or a library alone can do.
    private static let limits = ["hand C", "one write()"]

    /// The best that another program reached on a job; nil where none was measured.
    func best(_ job: Job) -> (peer: String, value: Double)? {
        let found = rows.filter { Self.counts($0, for: job) }
        let best = job.unit.wantsLess ? found.min { $0.value < $1.value } : found.max { $0.value < $1.value }
        return best.map { ($0.peer, $0.value) }
    }

    private static func counts(_ row: Row, for job: Job) -> Bool {
        guard let wanted = metrics[job.name] else { return false }
        return wanted.metrics.contains(row.metric) && row.peer.hasPrefix(wanted.peers) && row.value > 0
            && !limits.contains { row.peer.hasPrefix($0) }
    }

    /// A table in Markdown: ours, the best peer's, and how many times better ours is.
    func table(_ results: [(job: Job, value: Double)]) -> String {
        let rows = results.compactMap { job, value -> String? in
            guard let best = best(job) else { return nil }
            let ratio = job.unit.wantsLess ? best.value / value : value / best.value
            return
                "| \(job.name), \(job.unit.rawValue) | \(short(value)) | \(short(best.value)) (\(best.peer)) | \(short(ratio)) |"
        }
        return (["| job | foley | best peer | ratio |", "|---|---|---|---|"] + rows).joined(separator: "\n")
    }
}

/// A number to three figures, without an exponent.
func short(_ value: Double) -> String {
    String(format: value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value)
}

extension Job.Unit {
    /// Whether `text` names the unit, with spaces or without.
    fileprivate func isSpelled(_ text: String) -> Bool { text.filter { $0 != " " } == rawValue.filter { $0 != " " } }
}

/// A file that is not the peers' results.
struct PeersFault: Fault {
    var file: String
    var line: Int?
    /// A line's unit, and that of the job beside which it would stand, where they differ.
    var units: (found: String, expected: String)?

    var cause: String {
        guard let line else { return "'\(file)' holds no results" }
        guard let units else { return "line \(line) of '\(file)' is not a result: it needs peer, metric, value and unit" }
        return "line \(line) of '\(file)' is in \(units.found), and the job is measured in \(units.expected)"
    }
}
