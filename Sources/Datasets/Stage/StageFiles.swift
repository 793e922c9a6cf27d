internal import Glibc
public import Media
internal import Picture
internal import Session
public import Tensors

/// A clip of the stage that this version cannot make again.
public struct StageChanged: Fault, Equatable {
    public var path: String
    public var cause: String { "'\(path)' is gone or altered, and this version of the stage makes another clip of it" }
    public var remedy: String? { "give the cell's stage another seed, or a new session" }
}

extension Stage {
    /// The folder of this world's files, from the project's root: the digest of all that decides what they hold.
    public var folder: String {
        var decides = "stage \(version) \(seed) \(seconds) \(rate)"
        if let pictures {
            let shares = pictures.shares
            decides += " movies \(pictures.version) \(pictures.width) \(pictures.height) \(pictures.rate)"
            decides += " \(shares.dark) \(shares.hidden) \(shares.masked) \(shares.silent) \(shares.lies) \(shares.pairs)"
        }
        return ".foley/stage/" + Key(digesting: Array(decides.utf8)).short
    }

    /// From the project's root.
    public func path(_ kind: String, _ number: Int) -> String {
        let digits = String(number)
        let padding = String(repeating: "0", count: max(0, 4 - digits.count))
        return "\(folder)/\(kind)/\(kind)-\(padding)\(digits).\(pictures == nil ? "wav" : "mp4")"
    }

    /// Writes the first `clips` clips of each kind under the absolute path `root` and lists them: mono WAV files of 16 bits, or
    /// MP4 files, which `pool` encodes. A file that holds the right bits already is left alone.
    ///
    /// Throws `FileFault`, `MediaFault`.
    public func table(
        kinds: [String], clips: Int, in root: String, parallel: Parallel, pool: MediaPool = MediaPool()
    ) throws -> ClipTable {
        let classes = Set(kinds).sorted()
        for kind in classes { try makeFolder(root + "/" + folder + "/" + kind) }
        let made = try parallel.fitting(bytesEach: bytesEach).map(classes.count * clips) { index in
            let (label, number) = (index / clips, index % clips + 1)
            let made = try make(classes[label], number, label: label, in: root, pool: pool)
            let path = root + "/" + made.clip.path
            if contents(path) != made.bytes { try replace(path, with: made.bytes) }
            return (clip: made.clip, cells: made.cells)
        }
        let names = pictures == nil ? ["seed", "snr", "room", "other"] : Self.movieColumns
        var table = ClipTable(
            classes: classes, clips: made.map(\.clip),
            columns: names.indices.map { column in .init(names[column], made.map { $0.cells[column] }) })
        table.stage = self
        return table
    }

    /// What the making of one clip may take in memory.
    private var bytesEach: Int {
        let sound = Int(seconds * rate) * 64
        guard let pictures else { return sound }
        return sound + pictures.width * pictures.height * (3 * pictures.count(in: seconds) + 64)
    }

    /// A clip with the bytes of its file, which are not in their place yet, and its columns' cells.
    private func make(
        _ kind: String, _ number: Int, label: Int, in root: String, pool: MediaPool
    ) throws -> (clip: Clip, bytes: [UInt8], cells: [String]) {
        let path = path(kind, number)
        let samples = Double(Track(rate: rate, seconds: seconds).samples.count)
        var clip = Clip(path: path, digest: "", seconds: samples / rate, rate: rate, channels: 1, label: label)
        let (bytes, cells): ([UInt8], [String])
        if let pictures {
            let take = try movie(kind, number)
            bytes = try encoded(take, beside: root + "/" + path, shownAs: path, pool: pool)
            cells = take.cells
            if take.signal == nil {
                (clip.rate, clip.channels) = (0, 0)
                clip.seconds = Double(take.frames.count) / pictures.rate
            }
            clip.pictures = .init(width: pictures.width, height: pictures.height, rate: pictures.rate)
            clip.captions = take.captions
        } else {
            let take = try take(kind, number)
            bytes = try take.signal.encoded(as: .wav16).bytes
            cells = [String(seed), take.snr.spelled, take.room, take.other ?? ""]
        }
        clip.digest = Key(digesting: bytes).description
        return (clip, bytes, cells)
    }

    /// The bytes of an MP4 file, by way of a file beside its place.
    private func encoded(_ take: MovieTake, beside path: String, shownAs name: String, pool: MediaPool) throws -> [UInt8] {
        let aside = path + ".\(getpid()).mp4"
        defer { unlink(aside) }
        try Movie.write(take.frames, rate: pictures?.rate, sound: take.signal, to: aside, as: .mp4, shownAs: name, pool: pool)
        guard let bytes = contents(aside) else { throw FileFault("read", path) }
        return bytes
    }

    /// Makes again those files of `table` that are missing or altered; `digests` gives the SHA-256 of files that are there,
    /// at absolute paths. Returns how many were made.
    ///
    /// Throws `StageChanged`, `FileFault`, `MediaFault`.
    @discardableResult
    public static func restore(
        _ table: ClipTable, in root: String, parallel: Parallel, pool: MediaPool = MediaPool(),
        digests: ([String]) throws -> [String]
    ) throws -> Int {
        guard let stage = table.stage else { return 0 }
        let present = table.clips.indices.filter { access(root + "/" + table.clips[$0].path, R_OK) == 0 }
        var isRight = [Bool](repeating: false, count: table.clips.count)
        for (index, digest) in zip(present, try digests(present.map { root + "/" + table.clips[$0].path })) {
            isRight[index] = digest == table.clips[index].digest
        }
        let lost = table.clips.indices.filter { !isRight[$0] }
        for label in Set(lost.flatMap { table.clips[$0].allLabels }).sorted() {
            try stage.makeFolder(root + "/" + stage.folder + "/" + table.classes[label])
        }
        try parallel.fitting(bytesEach: stage.bytesEach).forEach(lost.count) { place in
            let clip = table.clips[lost[place]]
            guard let label = clip.label, case let kind = table.classes[label], stage.isOfThisVersion,
                StageKinds.names.contains(kind), let number = number(of: clip.path),
                stage.path(kind, number) == clip.path
            else { throw StageChanged(path: clip.path) }
            let made = try stage.make(kind, number, label: label, in: root, pool: pool)
            guard made.clip.digest == clip.digest else { throw StageChanged(path: clip.path) }
            try stage.replace(root + "/" + clip.path, with: made.bytes)
        }
        return lost.count
    }

    private var isOfThisVersion: Bool {
        version == Self.version && (pictures?.version ?? Pictures.version) == Pictures.version
    }

    /// 12 of `.../bell-0012.wav` or `.../bell-0012.mp4`.
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
