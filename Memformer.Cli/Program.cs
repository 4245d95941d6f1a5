System.Console.WriteLine("memformer");
