internal import Media
internal import Picture
internal import Sound
internal import Tensors

/// A file of a data set, once opened.
enum OpenedClip {
    case clip(AnySound.Overview)
    case features(Shape)
    /// Why it cannot be read.
    case unreadable(String)
    /// It is known to be something else, and its name does not promise a sound or a movie.
    case ignored

    /// (steps, width)
    typealias Shape = (steps: Int, width: Int)

    /// - Throws: what stops every other file, too.
    init(_ path: String, name: String, pool: MediaPool) throws {
        do {
            self =
                DatasetFiles.isFeatures(path)
                ? try Self.features(path, name: name) : .clip(try AnySound.measure(path, shownAs: name, pool: pool))
        } catch let fault as SoundFileFault {
            if case .notSound(let content) = fault.problem, content.looks != nil, !MediaNames.promisesMedia(path) {
                self = .ignored
            } else {
                self = .unreadable(fault.cause(without: name))
            }
        } catch let fault as MediaFault {
            if fault.isOfHelper { throw fault }
            self = .unreadable(fault.cause(without: name))
        } catch let fault as FileFault {
            self = .unreadable(fault.cause)
        }
    }

    /// An array of a row for each moment, or of one row.
    private static func features(_ path: String, name: String) throws(FileFault) -> OpenedClip {
        let bytes = try contents(ofFile: path)
        guard bytes.starts(with: NPY.magic) else { return .unreadable("is not a NumPy file") }
        let shape: [Int]
        do { shape = try NPY.shape(of: bytes, name: name) } catch {
            return .unreadable(error.problem)
        }
        guard (1...2).contains(shape.count), !shape.contains(0) else {
            let sides = shape.isEmpty ? "one number" : "\(shape.map(String.init).joined(separator: " x ")) numbers"
            return .unreadable("holds \(sides); features are rows of numbers, one for each moment")
        }
        return .features((steps: shape.count == 2 ? shape[0] : 1, width: shape.last!))
    }
}

/// The files of a roster, each opened once, whatever it is to be.
struct OpenedRoster {
    struct Item {
        let entry: Roster.Entry
        let measure: AnySound.Overview
        /// The file of its features, from the data set's folder.
        let features: (file: String, shape: OpenedClip.Shape)?
        /// The stretch of its file that it is, in seconds; nil where it is all of it.
        var part: Range<Double>?
    }

    private(set) var items: [Item] = []
    /// Clips that cannot be read.
    private(set) var unreadable: [ClipTable.Unreadable] = []
    /// Features that cannot be read, of clips that can.
    private(set) var lost: [ClipTable.Unreadable] = []

    init(_ roster: Roster, in tree: FileTree, _ parallel: Parallel, _ pool: MediaPool) throws {
        let files = Self.distinct(roster.entries.flatMap { [$0.path, $0.features].compactMap { $0 } })
        let findings = try parallel.map(files.count) { index in
            try OpenedClip(tree.root + "/" + files[index], name: tree.prefix + files[index], pool: pool)
        }
        let found = Dictionary(uniqueKeysWithValues: zip(files.map(FileName.init), findings))
        for entry in roster.entries {
            switch found[FileName(entry.path)]! {
            case .clip(let measure):
                var features: (String, OpenedClip.Shape)?
                switch entry.features.map({ ($0, found[FileName($0)]!) }) {
                case (let file, .features(let shape))?: features = (file, shape)
                case (let file, .unreadable(let reason))?: lost.append(.init(path: tree.prefix + file, reason: reason))
                default: break
                }
                items.append(Item(entry: entry, measure: measure, features: features))
            case .features(let shape):
                items.append(
                    Item(entry: entry, measure: .init(duration: entry.seconds ?? 0), features: (entry.path, shape)))
            case .unreadable(let reason): unreadable.append(.init(path: tree.prefix + entry.path, reason: reason))
            case .ignored: break
            }
        }
        if roster.isPartedByTimes { cut(below: tree.prefix) }
    }

    var hasParts: Bool { items.contains { $0.part != nil } }

    /// Cuts files into the stretches that their entries name: where a file has several entries, or where all stretches lie in
    /// their files and some are shorter. Else times say where the files themselves were cut from.
    private mutating func cut(below prefix: String) {
        let tolerance = 0.1
        let (files, parts) = (items.map(\.entry.path), items.map(\.entry.part))
        func ends(_ index: Int) -> Bool {
            parts[index].map { $0.upperBound <= items[index].measure.duration + tolerance } ?? true
        }
        func isShorter(_ index: Int) -> Bool {
            let duration = items[index].measure.duration
            return parts[index].map { $0.lowerBound > tolerance || $0.upperBound < duration - tolerance } ?? false
        }
        let isCertain = Set(files.map(FileName.init)).count < files.count
        let fitting = items.indices.count(where: ends)
        guard isCertain && fitting * 2 >= items.count || fitting == items.count && items.indices.contains(where: isShorter) else {
            return
        }
        var kept: [Item] = []
        for index in items.indices {
            var item = items[index]
            let duration = item.measure.duration
            guard ends(index), let part = parts[index], part.lowerBound < duration else {
                let stretch = parts[index].map { "\($0.lowerBound.spelled) to \($0.upperBound.spelled) s" } ?? ""
                let reason = "the file ends at \(duration.spelled) s, and the clip is \(stretch) of it"
                unreadable.append(.init(path: prefix + item.entry.path, reason: reason))
                continue
            }
            item.part = part.lowerBound..<min(part.upperBound, duration)
            kept.append(item)
        }
        items = kept
    }

    /// All files of the items, each once.
    var files: [String] { Self.distinct(items.flatMap { [$0.entry.path, $0.features?.file].compactMap { $0 } }) }

    private static func distinct(_ files: [String]) -> [String] {
        var known: Set<FileName> = []
        return files.filter { known.insert(FileName($0)).inserted }
    }
}

/// A path by its bytes: as texts, names in two forms of Unicode are one.
struct FileName: Hashable {
    private let bytes: [UInt8]
    init(_ path: String) { bytes = Array(path.utf8) }
}
