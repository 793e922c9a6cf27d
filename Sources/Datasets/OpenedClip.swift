internal import Media
internal import Picture
internal import Sound
internal import Tensors

/// A file of a data set, once opened.
enum OpenedClip {
    case clip(AnySound.Measure)
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
            self = DatasetFiles.isFeatures(path)
                ? try Self.features(path, name: name) : .clip(try AnySound.measure(path, shownAs: name, pool: pool))
        } catch let fault as SoundFileFault {
            if case .notSound(looksLike: .some) = fault.problem, !MediaNames.promisesMedia(path) {
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
            return .unreadable(error.cause.replacing("'\(name)' ", with: ""))
        }
        guard (1...2).contains(shape.count), !shape.contains(0) else {
            let sides = shape.isEmpty ? "one number" : "\(shape.map(String.init).joined(separator: " x ")) numbers"
            return .unreadable("holds \(sides); features are rows of numbers, one for each moment")
        }
        return .features((steps: shape.count == 2 ? shape[0] : 1, width: shape.last!))
    }
}
