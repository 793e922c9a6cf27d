internal import Glibc

/// A whole file mapped for reading as long as the object lives.
///
/// A mapping is for files that never change, such as the store's objects: cutting a mapped file short ends the program
/// when the lost part is touched. Files that others may change are read with `contents(ofFile:)`.
public final class MappedFile: @unchecked Sendable {
    public let path: String
    public let bytes: UnsafeRawBufferPointer

    /// Maps the regular file at `path`; throws `FileFault`.
    public init(_ path: String) throws(FileFault) {
        let (descriptor, size) = try openRegularFile(path)
        defer { close(descriptor) }
        self.path = path
        guard size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw FileFault("map", path)
        }
        bytes = UnsafeRawBufferPointer(start: start, count: size)
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }
}

/// The bytes of a regular file, as many as there are when its end is reached; throws `FileFault`.
public func contents(ofFile path: String) throws(FileFault) -> [UInt8] {
    let (descriptor, size) = try openRegularFile(path)
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size + 1)
    var block = [UInt8](repeating: 0, count: min(max(size + 1, 4096), 1 << 20))
    while true {
        let count = read(descriptor, &block, block.count)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw FileFault("read", path) }
        if count == 0 { return bytes }
        bytes.append(contentsOf: block[..<count])
    }
}

/// A descriptor and the size of a regular file; a pipe or device is refused without waiting on it.
private func openRegularFile(_ path: String) throws(FileFault) -> (descriptor: Int32, size: Int) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileFault("open", path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
        defer { close(descriptor) }
        throw FileFault("read", path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
        close(descriptor)
        throw FileFault("read", path, code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
    }
    return (descriptor, Int(status.st_size))
}
