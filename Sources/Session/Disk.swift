internal import CSystem
import Glibc
import Tensors

/// The few file operations that the store is built on; all throw `FileFault`.
enum Disk {
    /// Makes the folder and those above it; returns the ones that were missing, outermost first.
    @discardableResult
    static func makeFolder(_ path: String) throws(FileFault) -> [String] {
        if mkdir(path, 0o777) == 0 { return [path] }
        if errno == EEXIST && isFolder(path) { return [] }
        guard errno == ENOENT, path != parent(path) else { throw FileFault("make folder", path) }
        let above = try makeFolder(parent(path))
        guard mkdir(path, 0o777) == 0 || (errno == EEXIST && isFolder(path)) else {
            throw FileFault("make folder", path)
        }
        return above + [path]
    }

    /// Writes a new file by what `fill` hands out and brings it to the disk; a failure leaves no file.
    ///
    /// With `isLater` the system only begins to bring it there, and `bring` has to follow: of many files that goes while
    /// the next are being written.
    static func write(
        _ path: String, mode: mode_t = 0o666, isLater: Bool = false, _ fill: (Output) throws -> Void
    ) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileFault("write", path) }
        do {
            try fill(Output(descriptor: descriptor, path: path))
            if isLater {
                foley_begin_bringing(descriptor)
            } else {
                try sync(descriptor, path)
            }
        } catch {
            close(descriptor)
            unlink(path)
            throw error
        }
        guard close(descriptor) == 0 || errno == EINTR else {
            let fault = FileFault("write", path)
            unlink(path)
            throw fault
        }
    }

    static func write(_ path: String, _ bytes: [UInt8]) throws {
        try write(path) { output in try bytes.withUnsafeBytes { try output.append($0) } }
    }

    /// A file that is being written.
    struct Output {
        fileprivate let descriptor: Int32
        fileprivate let path: String

        func append(_ bytes: UnsafeRawBufferPointer) throws {
            try forEachPiece(of: bytes) { piece, _ in Glibc.write(descriptor, piece.baseAddress, piece.count) }
        }

        /// Writes over the file's first bytes.
        func overwrite(_ bytes: [UInt8]) throws {
            try bytes.withUnsafeBytes {
                try forEachPiece(of: $0) { piece, place in pwrite(descriptor, piece.baseAddress, piece.count, off_t(place)) }
            }
        }

        private func forEachPiece(
            of bytes: UnsafeRawBufferPointer, _ write: (UnsafeRawBufferPointer, _ place: Int) -> Int
        ) throws {
            var place = 0
            while place < bytes.count {
                try Interrupt.check()
                let count = write(UnsafeRawBufferPointer(rebasing: bytes[place...].prefix(1 << 24)), place)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else { throw FileFault("write", path) }
                place += count
            }
        }
    }

    /// Brings a file that was written to the disk.
    static func bring(_ path: String) throws(FileFault) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFault("write", path) }
        defer { close(descriptor) }
        try sync(descriptor, path)
    }

    /// Brings a folder's entries to the disk.
    static func syncFolder(_ path: String) throws(FileFault) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFault("open", path) }
        defer { close(descriptor) }
        try sync(descriptor, path)
    }

    private static func sync(_ descriptor: Int32, _ path: String) throws(FileFault) {
        while fsync(descriptor) != 0 {
            guard errno == EINTR else { throw FileFault("write", path) }
        }
    }

    /// Whether a file can be renamed from one folder into another: they lie in one mount of one file system.
    static func areNear(_ folder: String, _ other: String) throws(FileFault) -> Bool {
        guard try status(folder)?.st_dev == status(other)?.st_dev else { return false }
        return try mount(folder) == mount(other)
    }

    /// `mnt_id: 29`: what the kernel says of the mount that a folder lies in; nil where it says nothing, or the folder may not
    /// be read.
    private static func mount(_ folder: String) throws(FileFault) -> String? {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let lines = String(decoding: try contents(ofFile: "/proc/self/fdinfo/\(descriptor)"), as: UTF8.self)
        return lines.split(separator: "\n").first { $0.hasPrefix("mnt_id:") }.map(String.init)
    }

    static func rename(_ source: String, to target: String) throws(FileFault) {
        guard Glibc.rename(source, target) == 0 else { throw FileFault("write", target) }
    }

    /// Removes a file; one that is missing already is as good as removed.
    static func remove(_ path: String) throws(FileFault) {
        guard unlink(path) == 0 || errno == ENOENT else { throw FileFault("remove", path) }
    }

    /// What the system knows of the file at `path`, symbolic links followed; nil where there is none.
    static func status(_ path: String) throws(FileFault) -> stat? {
        var status = stat()
        if stat(path, &status) == 0 { return status }
        guard errno == ENOENT || errno == ENOTDIR else { throw FileFault("read", path) }
        return nil
    }

    /// What the system knows of what `path` leads to; nil where it leads nowhere.
    static func reachable(_ path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

    /// The names in a folder without `.` and `..`, sorted by their bytes.
    static func names(in path: String) throws(FileFault) -> [String] {
        let entries = try entries(ofFolder: path)
        // What cannot be spelt must not go unnoticed either.
        guard entries.allSatisfy(\.isSpelt) else { throw FileFault("read the names in", path, code: EILSEQ) }
        return entries.map(\.name)
    }

    /// Removes a folder with all that is in it, links but not what they lead to.
    static func removeTree(_ path: String) throws(FileFault) {
        for name in isFolder(path) ? try names(in: path) : [] {
            let inner = path + "/" + name
            var status = stat()
            if lstat(inner, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { try removeTree(inner) } else { try remove(inner) }
        }
        guard rmdir(path) == 0 || errno == ENOENT else { throw FileFault("remove", path) }
    }

    static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func name(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// The absolute path without symbolic links; nil where nothing is there.
    static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// Seconds since 1970.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
