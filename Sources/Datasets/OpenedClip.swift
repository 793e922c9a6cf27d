internal import Media
internal import Picture
internal import Sound
internal import Tensors

/// A file of a data set, once opened.
enum OpenedClip {
    case clip(Facts)
    /// Why it cannot be read.
    case unreadable(String)
    /// It is neither a sound nor a movie, and its name does not promise one.
    case ignored

    struct Facts {
        var seconds: Double
        /// 0 without sound.
        var rate = 0.0
        var channels = 0
        var pictures: Clip.Pictures?
    }

    /// - seconds: how long it lasts, where its file does not tell.
    /// - Throws: what stops every other file, too.
    init(_ path: String, name: String, seconds: Double?, pool: MediaPool) throws {
        do {
            if DatasetFiles.isFeatures(path) {
                let isNPY = try contents(ofFile: path).starts(with: [0x93] + Array("NUMPY".utf8))
                self = isNPY ? .clip(Facts(seconds: seconds ?? 0)) : .unreadable("is not a NumPy file")
            } else if MediaNames.isForLibav(path) {
                self = try Self.movie(Movie(path, shownAs: name, pool: pool))
            } else {
                let info = try SoundFile.measure(path, shownAs: name)
                self = .clip(Facts(seconds: Double(info.samples ?? 0) / info.rate, rate: info.rate, channels: info.channels))
            }
        } catch let fault as SoundFileFault {
            if case .notSound = fault.problem, !MediaNames.promisesMedia(path) {
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

    private static func movie(_ movie: Movie) throws -> OpenedClip {
        guard movie.pictures != nil || movie.sound != nil else { return .unreadable("has neither pictures nor sound") }
        return .clip(
            Facts(
                seconds: try movie.measuredDuration, rate: movie.sound?.rate ?? 0, channels: movie.sound?.channels ?? 0,
                pictures: movie.pictures.map { Clip.Pictures(width: $0.width, height: $0.height, rate: $0.rate) }))
    }
}
