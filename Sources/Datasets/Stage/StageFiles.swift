internal import Glibc
internal import Session
public import Tensors

/// A clip of the stage that this version cannot make again.
public struct StageChanged: Fault, Equatable {
    public var path: String
    public var cause: String { "'\(path)' is gone or altered, and this version of the stage makes another sound of it" }
    public var remedy: String? { "give the cell's stage another seed, or a new session" }
}

extension Stage {
    /// The folder of this world's files, from the project's root: the digest of all that decides what they hold.
    public var folder: String {
        ".foley/stage/" + Key(digesting: Array("stage \(version) \(seed) \(seconds) \(rate)".utf8)).short
    }

    /// From the project's root.
    public func path(_ kind: String, _ number: Int) -> String {
        let digits = String(number)
        let padding = String(repeating: "0", count: max(0, 4 - digits.count))
        return "\(folder)/\(kind)/\(kind)-\(padding)\(digits).wav"
    }

    /// Writes the first `clips` clips of each kind as mono WAV files of 16 bits, under the absolute path `root`, and lists
    /// them; a file that holds the right bits already is left alone.
    ///
    /// Throws `FileFault`.
    public func table(kinds: [String], clips: Int, in root: String, parallel: Parallel) throws -> ClipTable {
        let classes = Set(kinds).sorted()
        for kind in classes { try makeFolder(root + "/" + folder + "/" + kind) }
        let samples = Double(Track(rate: rate, seconds: seconds).samples.count)
        let made = try parallel.map(classes.count * clips) { index -> (clip: Clip, take: (String, String, String)) in
            let (label, number) = (index / clips, index % clips + 1)
            let take = try take(classes[label], number)
            let bytes = try take.signal.encoded(as: .wav16).bytes
            let path = path(classes[label], number)
            if contents(root + "/" + path) != bytes { try replace(root + "/" + path, with: bytes) }
            let clip = Clip(
                path: path, digest: Key(digesting: bytes).description, seconds: samples / rate, rate: rate, channels: 1,
                label: label)
            return (clip, (take.snr.spelled, take.room, take.other ?? ""))
        }
        var table = ClipTable(
            classes: classes, clips: made.map(\.clip),
            columns: [
                .init("seed", made.map { _ in String(seed) }), .init("snr", made.map(\.take.0)),
                .init("room", made.map(\.take.1)), .init("other", made.map(\.take.2)),
            ])
        table.stage = self
        return table
    }

    /// Makes again those files of `table` that are missing or altered; `digests` gives the SHA-256 of files that are there,
    /// at absolute paths. Returns how many were made.
    ///
    /// Throws `StageChanged`, `FileFault`.
    @discardableResult
    public static func restore(
        _ table: ClipTable, in root: String, parallel: Parallel, digests: ([String]) throws -> [String]
    ) throws -> Int {
        guard let stage = table.stage else { return 0 }
        let present = table.clips.indices.filter { access(root + "/" + table.clips[$0].path, R_OK) == 0 }
        var isRight = [Bool](repeating: false, count: table.clips.count)
        for (index, digest) in zip(present, try digests(present.map { root + "/" + table.clips[$0].path })) {
            isRight[index] = digest == table.clips[index].digest
        }
        let lost = table.clips.indices.filter { !isRight[$0] }
        for label in Set(lost.map { table.clips[$0].label }).sorted() {
            try stage.makeFolder(root + "/" + stage.folder + "/" + table.classes[label])
        }
        try parallel.forEach(lost.count) { place in
            let clip = table.clips[lost[place]]
            let kind = table.classes[clip.label]
            guard stage.version == version, StageKinds.names.contains(kind), let number = number(of: clip.path),
                stage.path(kind, number) == clip.path
            else { throw StageChanged(path: clip.path) }
            let bytes = try stage.take(kind, number).signal.encoded(as: .wav16).bytes
            guard Key(digesting: bytes).description == clip.digest else { throw StageChanged(path: clip.path) }
            try stage.replace(root + "/" + clip.path, with: bytes)
        }
        return lost.count
    }

    /// 12 of `.../bell-0012.wav`.
    private static func number(of path: String) -> Int? {
        path.split(separator: "-").last.flatMap { Int($0.dropLast(4)) }
    }

    private func makeFolder(_ path: String) throws(FileFault) {
        if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw FileFault("make folder", path)
        }
        try makeFolder(String(path[..<slash]))
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw FileFault("make folder", path) }
    }

    /// The bytes of a regular file; nil where there is none that can be read, so that it is written anew.
    private func contents(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let size = Int(status.st_size)
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { memory, count in
            while count < size {
                let got = read(descriptor, memory.baseAddress! + count, size - count)
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else { break }
                count += got
            }
        }
        return bytes.count == size ? bytes : nil
    }

    /// Puts a file in its place whole. It is not waited for until the disk has it: what is lost can be made again.
    private func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        let aside = path + ".\(getpid()).part"
        let descriptor = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileFault("write", path) }
        var fault: FileFault?
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty && fault == nil {
                let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress!, rest.count)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { fault = FileFault("write", path) } else { rest = rest.dropFirst(count) }
            }
        }
        if close(descriptor) != 0 && errno != EINTR && fault == nil { fault = FileFault("write", path) }
        if fault == nil && rename(aside, path) != 0 { fault = FileFault("write", path) }
        if let fault {
            unlink(aside)
            throw fault
        }
    }
}
