internal import Media
internal import Picture
internal import Sound
internal import Tensors

/// A file of a data set, once opened.
enum OpenedClip {
    case clip(AnySound.Measure)
    /// Why it cannot be read.
    case unreadable(String)
    /// It is known to be something else, and its name does not promise a sound or a movie.
    case ignored

    /// - seconds: how long it lasts, where its file does not tell.
    /// - Throws: what stops every other file, too.
    init(_ path: String, name: String, seconds: Double?, pool: MediaPool) throws {
        do {
            if DatasetFiles.isFeatures(path) {
                let isNPY = try contents(ofFile: path).starts(with: [0x93] + Array("NUMPY".utf8))
                self = isNPY ? .clip(AnySound.Measure(duration: seconds ?? 0)) : .unreadable("is not a NumPy file")
            } else {
                self = .clip(try AnySound.measure(path, shownAs: name, pool: pool))
            }
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
}
