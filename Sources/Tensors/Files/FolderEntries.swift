internal import Glibc

/// One name in a folder.
public struct FolderEntry: Sendable {
    /// As it is, or where that is not UTF-8 with `\xE9` for each byte that makes no character.
    public let name: String
    /// Whether a path can spell it: its name is UTF-8.
    public let isSpelt: Bool
    fileprivate let bytes: [UInt8]
}

extension FolderEntry {
    fileprivate init(bytes: [UInt8]) {
        self.bytes = bytes
        if let name = String(validating: bytes, as: UTF8.self) {
            self.name = name
            isSpelt = true
            return
        }
        var rest = bytes[...]
        var name = ""
        while let first = rest.first {
            let length = (1...4).first { String(validating: rest.prefix($0), as: UTF8.self) != nil }
            if let length {
                name += String(decoding: rest.prefix(length), as: UTF8.self)
            } else {
                let digits = String(first, radix: 16, uppercase: true)
                name += "\\x" + (digits.count < 2 ? "0" : "") + digits
            }
            rest = rest.dropFirst(length ?? 1)
        }
        self.name = name
        isSpelt = false
    }
}

/// What is in a folder without `.` and `..`, sorted by the bytes of the names; throws `FileFault`.
public func entries(ofFolder path: String) throws(FileFault) -> [FolderEntry] {
    guard let folder = opendir(path) else { throw FileFault("open folder", path) }
    defer { closedir(folder) }
    var entries: [FolderEntry] = []
    while true {
        errno = 0
        guard let entry = readdir(folder) else { break }
        let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
        if bytes != [0x2E] && bytes != [0x2E, 0x2E] { entries.append(FolderEntry(bytes: bytes)) }
    }
    guard errno == 0 else { throw FileFault("read folder", path) }
    return entries.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
}
