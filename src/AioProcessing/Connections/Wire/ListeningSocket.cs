using System.Net;
using System.Net.Sockets;
using AioProcessing.Os;

namespace AioProcessing.Connections;

/// <summary>Takes the place at an address, also where a listener that has ended has left its file.</summary>
internal static class ListeningSocket
{
    /// <exception cref="AioException">The address is in use, or not this machine's.</exception>
    public static Socket Bind(AioAddress address)
    {
        Socket? socket = null;
        try
        {
            EndPoint place = address.Resolve();
            socket = AioAddress.CreateSocket(place);
            if (address.Path is { } path && path[0] != '\0')
                BindFile(socket, path, place);
            else
                socket.Bind(place);
            return socket;
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw new AioException($"Nobody can listen at {address}: {exception.Message}. Choose another address, or end the process that has it.", exception);
        }
    }

    /// <summary>The file can be used by this user only, before anybody can connect.</summary>
    private static void BindFile(Socket socket, string path, EndPoint place)
    {
        try
        {
            socket.Bind(place);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse && Platform.IsSocket(path) && IsLeftBehind(place))
        {
            File.Delete(path);
            socket.Bind(place);
        }
        Platform.MakePrivate(path);
    }

    /// <summary>Whether the file is of a listener that has ended: nobody can be connected to.</summary>
    private static bool IsLeftBehind(EndPoint place)
    {
        using Socket probe = AioAddress.CreateSocket(place);
        probe.Blocking = false;
        try
        {
            probe.Connect(place);
            return false;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }
}
