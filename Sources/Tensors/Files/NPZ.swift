internal import CMinizip

/// NumPy's archive of arrays: a zip file with one NPY file for each name.
public enum NPZ {
    /// The arrays of a file.
    public struct Reading: Sendable {
        /// Those of numbers, in the file's order.
        public var arrays: [(name: String, reading: NPY.Reading)] = []
        /// What else there is.
        public var leftOut: [LeftOut] = []
        /// Names that stand more than once, of which the last counts, as in NumPy.
        public var repeated: [String] = []
    }

    /// Reads the file at `path`; throws `FileFault` or `FormatFault`.
    public static func read(_ path: String) throws -> Reading {
        try read(contents(ofFile: path), name: path)
    }

    /// Reads the arrays of a whole file; together they may take `limit` bytes unpacked. Throws `FormatFault`.
    public static func read(_ bytes: [UInt8], name: String, limit: Int = 4 << 30) throws -> Reading {
        // Minizip does not know the archive without files, which is nothing but the end mark of its directory.
        if bytes.count == 22 && bytes.starts(with: [0x50, 0x4B, 5, 6]) { return Reading() }
        let memory = ZipMemory(bytes)
        return try withExtendedLifetime(memory) {
            var functions = memory.functions
            guard let archive = unzOpen2_64("", &functions) else { throw FormatFault(name, "is not an NPZ file") }
            defer { unzClose(archive) }
            var entries: [(name: String, found: Found)] = []
            var places: [String: Int] = [:]
            var repeated: [String] = []
            var rest = limit
            var status = unzGoToFirstFile(archive)
            while status == UNZ_OK {
                if let (array, found) = try entry(of: archive, name: name, limit: &rest) {
                    if let place = places.updateValue(entries.count, forKey: array) {
                        if !repeated.contains(array) { repeated.append(array) }
                        entries[place].found = .superseded
                    }
                    entries.append((array, found))
                }
                status = unzGoToNextFile(archive)
            }
            guard status == UNZ_END_OF_LIST_OF_FILE else { throw FormatFault(name, "has a damaged directory") }
            var reading = Reading(repeated: repeated)
            for (array, found) in entries {
                switch found {
                case .array(.numbers(let numbers)): reading.arrays.append((array, numbers))
                case .array(.foreign(let type)):
                    reading.leftOut.append(LeftOut(array, type.content, remedy: type.remedy))
                case .other(let content): reading.leftOut.append(LeftOut(array, content))
                case .superseded: break
                }
            }
            return reading
        }
    }

    /// What an entry of the archive is.
    private enum Found {
        case array(NPY.Content)
        /// In words.
        case other(String)
        /// Another of the same name comes later.
        case superseded
    }

    /// The entry that stands next, under the name of its array; nil for a folder. What it takes unpacked goes off `limit`.
    private static func entry(of archive: unzFile, name: String, limit: inout Int) throws -> (String, Found)? {
        var information = unz_file_info64()
        var title = [CChar](repeating: 0, count: 1 << 16 + 1)
        guard unzGetCurrentFileInfo64(archive, &information, &title, UInt(title.count - 1), nil, 0, nil, 0) == UNZ_OK,
            let entry = String(validating: title.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        else { throw FormatFault(name, "has a damaged directory") }
        if entry.hasSuffix("/"), information.uncompressed_size == 0 { return nil }
        let array = entry.hasSuffix(".npy") ? String(entry.dropLast(4)) : entry
        if information.flag & 1 != 0 { return (array, .other("encrypted")) }
        guard information.compression_method == 0 || information.compression_method == UInt(Z_DEFLATED) else {
            return (array, .other("packed by method \(information.compression_method) of zip"))
        }
        guard let content = try unpacked(archive, information, entry, name: name, limit: limit) else {
            return (entry, .other("not an NPY file"))
        }
        limit -= content.count
        return (array, .array(try NPY.content(of: content, name: "\(name)/\(entry)")))
    }

    /// The bytes of an NPY file; nil, and little unpacked, where it is another.
    private static func unpacked(
        _ archive: unzFile, _ information: unz_file_info64, _ entry: String, name: String, limit: Int
    ) throws -> [UInt8]? {
        guard unzOpenCurrentFile(archive) == UNZ_OK else {
            throw FormatFault(name, "holds '\(entry)', which cannot be unpacked")
        }
        var content: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unzReadCurrentFile(archive, &block, UInt32(block.count))
            guard count >= 0, content.count + Int(count) <= information.uncompressed_size else {
                unzCloseCurrentFile(archive)
                throw FormatFault(name, "holds '\(entry)', which is damaged")
            }
            if content.isEmpty {
                guard block[..<Int(count)].starts(with: NPYHeader.magic) else {
                    unzCloseCurrentFile(archive)
                    return nil
                }
                // A byte of deflate yields at most 1032.
                guard information.uncompressed_size <= UInt64(limit),
                    information.uncompressed_size / 1032 <= information.compressed_size
                else {
                    unzCloseCurrentFile(archive)
                    throw FormatFault(name, "holds '\(entry)', which states \(information.uncompressed_size) bytes unpacked")
                }
            }
            if count == 0 { break }
            content.append(contentsOf: block[..<Int(count)])
        }
        guard unzCloseCurrentFile(archive) == UNZ_OK, content.count == Int(information.uncompressed_size) else {
            throw FormatFault(name, "holds '\(entry)', which is damaged")
        }
        return content
    }

    /// The file of named tensors in the order given; the same content gives the same bytes.
    public static func bytes(of arrays: [(name: String, tensor: Tensor)], deflated: Bool = false) throws -> [UInt8] {
        let memory = ZipMemory([])
        try withExtendedLifetime(memory) {
            var functions = memory.functions
            guard let archive = zipOpen2_64("", APPEND_STATUS_CREATE, nil, &functions) else {
                throw FormatFault("npz", "could not be begun")
            }
            var status = ZIP_OK
            var names: Set<String> = []
            for (name, tensor) in arrays {
                guard names.insert(name).inserted, !name.isEmpty, name.utf8.count < 60_000, !name.utf8.contains(0)
                else {
                    status = ZIP_PARAMERROR
                    break
                }
                status = add(name + ".npy", NPY.bytes(of: tensor), to: archive, deflated: deflated)
                if status != ZIP_OK { break }
            }
            let closed = zipClose(archive, nil)
            if status == ZIP_PARAMERROR {
                throw FormatFault("npz", "needs a different, short name for each array")
            }
            guard status == ZIP_OK, closed == ZIP_OK else { throw FormatFault("npz", "could not be written") }
        }
        return memory.bytes
    }

    private static func add(_ name: String, _ content: [UInt8], to archive: zipFile, deflated: Bool) -> Int32 {
        var information = zip_fileinfo()
        // 1 January 1980, the first day there is in a zip file.
        information.dosDate = 0x21 << 16
        let madeBy: UInt = 20
        let namesAreUTF8: UInt = 1 << 11
        let status = zipOpenNewFileInZip4_64(
            archive, name, &information, nil, 0, nil, 0, nil, deflated ? Z_DEFLATED : 0, 6, 0, -MAX_WBITS, 8,
            Z_DEFAULT_STRATEGY, nil, 0, madeBy, namesAreUTF8, content.count >= 0xFFFF_0000 ? 1 : 0)
        guard status == ZIP_OK else { return status }
        for start in stride(from: 0, to: content.count, by: 1 << 30) {
            let part = content[start..<min(start + 1 << 30, content.count)]
            let status = part.withUnsafeBytes { zipWriteInFileInZip(archive, $0.baseAddress, UInt32($0.count)) }
            guard status == ZIP_OK else { return status }
        }
        return zipCloseFileInZip(archive)
    }
}

/// A file in memory for minizip, which works through a table of functions.
private final class ZipMemory {
    var bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Valid as long as the object lives.
    var functions: zlib_filefunc64_def {
        zlib_filefunc64_def(
            zopen64_file: { opaque, _, _ in opaque },
            zread_file: { opaque, _, target, size in
                let count = ZipMemory.from(opaque).read(target, Int(clamping: size))
                return UInt(count)
            },
            zwrite_file: { opaque, _, source, size in
                ZipMemory.from(opaque).write(source, Int(size))
                return size
            },
            ztell64_file: { opaque, _ in UInt64(ZipMemory.from(opaque).position) },
            zseek64_file: { opaque, _, offset, origin in ZipMemory.from(opaque).seek(offset, origin) ? 0 : -1 },
            zclose_file: { _, _ in 0 },
            zerror_file: { _, _ in 0 },
            opaque: Unmanaged.passUnretained(self).toOpaque())
    }

    private static func from(_ opaque: UnsafeMutableRawPointer?) -> ZipMemory {
        Unmanaged.fromOpaque(opaque!).takeUnretainedValue()
    }

    private func read(_ target: UnsafeMutableRawPointer?, _ size: Int) -> Int {
        let count = min(size, bytes.count - position)
        guard count > 0, let target else { return 0 }
        bytes.withUnsafeBytes { target.copyMemory(from: $0.baseAddress! + position, byteCount: count) }
        position += count
        return count
    }

    private func write(_ source: UnsafeRawPointer?, _ size: Int) {
        guard let source else { return }
        let part = UnsafeRawBufferPointer(start: source, count: size)
        let overlap = min(size, bytes.count - position)
        bytes.replaceSubrange(position..<position + overlap, with: part)
        position += size
    }

    /// False for a place outside the file.
    private func seek(_ offset: UInt64, _ origin: Int32) -> Bool {
        let base =
            switch origin {
            case ZLIB_FILEFUNC_SEEK_SET: 0
            case ZLIB_FILEFUNC_SEEK_CUR: position
            default: bytes.count
            }
        // Steps backwards arrive as numbers that wrap around.
        let (target, overflow) = base.addingReportingOverflow(Int(truncatingIfNeeded: offset))
        guard !overflow, (0...bytes.count).contains(target) else { return false }
        position = target
        return true
    }
}
