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
        let file = try RegularFile(path)
        self.path = path
        guard file.size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let start = mmap(nil, file.size, PROT_READ, MAP_PRIVATE, file.descriptor, 0), start != MAP_FAILED else {
            throw FileFault("map", path)
        }
        bytes = UnsafeRawBufferPointer(start: start, count: file.size)
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }
}

/// The bytes of a regular file, as many as there are when its end is reached; throws `FileFault`.
public func contents(ofFile path: String) throws(FileFault) -> [UInt8] {
    let file = try RegularFile(path)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(file.size + 1)
    var block = [UInt8](repeating: 0, count: min(max(file.size + 1, 4096), 1 << 20))
    while true {
        let count = read(file.descriptor, &block, block.count)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw FileFault("read", path) }
        if count == 0 { return bytes }
        bytes.append(contentsOf: block[..<count])
    }
}
