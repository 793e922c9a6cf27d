import Foundation
import Glibc

/// The statements entered before, kept in a file with one JSON string a line.
///
/// Several programs may append at once: each does it in one write under a lock. A damaged line is skipped. Where the
/// file cannot be written, the history lasts as long as the program does.
public final class History {
    /// How many entries are kept.
    public let limit: Int
    private let file: String
    private var loaded: [String]?
    /// What could not be written.
    private var unsaved: [String] = []
    private var appended = 0
    private var warning: String?
    private var hasWarned = false

    /// `$XDG_STATE_HOME/foley/history`, or the same under `~/.local/state`.
    public static func standardFile(environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (state ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.local/state") + "/foley/history"
    }

    /// Reads nothing yet.
    public init(file: String, limit: Int = 10_000) {
        self.file = file
        self.limit = limit
    }

    /// The entries, oldest first; the file is read the first time.
    public var entries: [String] {
        if let loaded { return loaded }
        var all: [String] = []
        do {
            all = try Self.decode(readAll())
        } catch let failure as FileFailure {
            if failure.code != ENOENT { warn(failure) }
        } catch { preconditionFailure("only file failures are thrown") }
        all = Array((all + unsaved).suffix(limit))
        loaded = all
        return all
    }

    /// A sentence on why the history cannot be kept, once.
    public func takeWarning() -> String? {
        defer { warning = nil }
        return warning
    }

    /// Keeps an entry, unless it is blank, begins with a space, or is the same as the one before.
    public func append(_ entry: String) {
        guard !entry.allSatisfy(\.isWhitespace), !entry.hasPrefix(" ") else { return }
        do {
            try write(Self.encode(entry))
        } catch let failure as FileFailure {
            warn(failure)
            if unsaved.last != entry { unsaved.append(entry) }
        } catch { preconditionFailure("only file failures are thrown") }
        if loaded?.last != entry { loaded?.append(entry) }
        if let count = loaded?.count, count > limit { loaded?.removeFirst(count - limit) }
    }

    private func warn(_ failure: FileFailure) {
        guard !hasWarned else { return }
        hasWarned = true
        warning = "cannot keep the history in \(file): \(String(cString: strerror(failure.code)))"
    }

    // MARK: The format

    static func encode(_ entry: String) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let line = try? encoder.encode(entry) else { preconditionFailure("every text is a JSON string") }
        return Array(line) + [0x0A]
    }

    /// Reads all lines at once, which is fast; if one of them is damaged, line by line without it.
    static func decode(_ bytes: [UInt8]) -> [String] {
        let lines = bytes.split(separator: 0x0A)
        let all = [UInt8(ascii: "[")] + lines.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
        let decoder = JSONDecoder()
        if let entries = try? decoder.decode([String].self, from: Data(all)), entries.count == lines.count {
            return entries
        }
        return lines.compactMap { try? decoder.decode(String.self, from: Data($0)) }
    }

    // MARK: The file

    private struct FileFailure: Error {
        var code: Int32
    }

    private func readAll() throws -> [UInt8] {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure(code: errno) }
        defer { close(descriptor) }
        return try Self.readAll(descriptor)
    }

    private static func readAll(_ descriptor: Int32) throws -> [UInt8] {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return all }
            if count > 0 {
                all.append(contentsOf: chunk[..<count])
            } else if errno != EINTR {
                throw FileFailure(code: errno)
            }
        }
    }

    private func write(_ line: [UInt8]) throws {
        let descriptor = try openLocked()
        defer { close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        let end = Self.tail(descriptor, size: size, count: line.count + 1)
        // The same entry twice in a row is kept once, whichever prompt it came from.
        if end == [0x0A] + line || (size == line.count && end == line) { return }
        // A line without its end was cut off by a crash: it must not damage this one.
        let isTorn = size > 0 && end.last != 0x0A
        try Self.writeAll(descriptor, (isTorn ? [0x0A] : []) + line)
        if appended % 100 == 0 { try trim(descriptor) }
        appended += 1
    }

    /// Opens the file for appending and locks it; another program may have replaced it in between.
    private func openLocked() throws -> Int32 {
        // Where this fails, so does opening the file, which says why.
        try? FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        while true {
            let descriptor = open(file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw FileFailure(code: errno) }
            while flock(descriptor, LOCK_EX) != 0 {
                let code = errno
                guard code == EINTR else {
                    close(descriptor)
                    throw FileFailure(code: code)
                }
            }
            var opened = stat(), named = stat()
            if fstat(descriptor, &opened) == 0, stat(file, &named) == 0, opened.st_ino == named.st_ino,
                opened.st_dev == named.st_dev
            {
                return descriptor
            }
            close(descriptor)
        }
    }

    private static func tail(_ descriptor: Int32, size: Int, count: Int) -> [UInt8] {
        var end = [UInt8](repeating: 0, count: min(size, count))
        let got = pread(descriptor, &end, end.count, size - end.count)
        return Array(end.prefix(max(got, 0)))
    }

    private static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw FileFailure(code: errno) }
        }
    }

    /// Cuts a file that has grown a tenth over the limit, while it is locked; the new one takes its place whole.
    private func trim(_ descriptor: Int32) throws {
        lseek(descriptor, 0, SEEK_SET)
        let lines = try Self.readAll(descriptor).split(separator: 0x0A)
        guard lines.count > limit + limit / 10 else { return }
        let aside = file + ".\(getpid())"
        let new = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard new >= 0 else { throw FileFailure(code: errno) }
        defer { close(new) }
        do {
            try Self.writeAll(new, lines.suffix(limit).flatMap { $0 + [0x0A] })
            guard fsync(new) == 0, rename(aside, file) == 0 else { throw FileFailure(code: errno) }
        } catch {
            unlink(aside)
            throw error
        }
    }
}
